/**
 * Requests that are not from any provider call-hook knows, and tempt it to say so. The shapes follow the senders'
 * public documents; every value is made up, every number is from a range nobody has.
 */

import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import {get, post, postForm} from '../providers/requests.ts';
import {captured} from './fixtures.ts';

export interface LookAlike {
	id: string;
	/** What it is, as the table in the docs says it. */
	is: string;
	/** Why one might take it for a provider's, in one sentence. */
	tempting: string;
	/**
	 * It is made of what a provider of ours sends, or nearly so: put into another payload, its members may complete
	 * that provider's. A stranger's members may not.
	 */
	near: boolean;
	request: CapturedRequest;
}

type Entry = [is: string, tempting: string, request: CapturedRequest];

const caller = '+15005550006';
const callee = '+15005550001';
const indianCaller = '+919000000001';
const frenchCaller = '+33199001234';

/** A POST of a text of any type. */
function raw(body: string, contentType: string | null, target = '/'): CapturedRequest {
	const headers: Pair[] = contentType === null ? [] : [['Content-Type', contentType]];
	return captured({method: 'POST', target, headers, body});
}

function withHeaders(request: CapturedRequest, ...headers: Pair[]): CapturedRequest {
	return {...request, headers: [...request.headers, ...headers]};
}

function encoded(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Somebody else's requests, each as that sender documents it. */
const strangers: Record<string, Entry> = {
	'twilio-status': [
		'Twilio status callback, form',
		'It reports the end of a call with from, to, direction and duration.',
		withHeaders(
			postForm(
				{
					CallSid: 'CA0000000000000000000000000000000a',
					AccountSid: 'AC0000000000000000000000000000000a',
					CallStatus: 'completed',
					From: caller,
					To: callee,
					Direction: 'outbound-api',
					CallDuration: '17',
					ApiVersion: '2010-04-01',
					Timestamp: 'Mon, 02 Nov 2026 09:00:00 +0000',
					SequenceNumber: '3',
					CallbackSource: 'call-progress-events',
				},
				'/status',
			),
			['X-Twilio-Signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
		),
	],
	'twilio-status-get': [
		'Twilio status callback, GET',
		'All of it is in the query, where hooks of MyOperator and MOBtexting keep theirs.',
		get(
			'/status?CallSid=CA0000000000000000000000000000000b&AccountSid=AC0000000000000000000000000000000a&CallStatus=ringing&From=%2B15005550006&To=%2B15005550001&Direction=inbound',
		),
	],
	'twilio-recording': [
		'Twilio recording callback, form',
		'It has a call, a recording and its link, as the post-call report of cllr.',
		postForm({
			CallSid: 'CA0000000000000000000000000000000c',
			AccountSid: 'AC0000000000000000000000000000000a',
			RecordingSid: 'RE0000000000000000000000000000000c',
			RecordingUrl: 'https://media.example.test/RE0c',
			RecordingStatus: 'completed',
			RecordingDuration: '31',
		}),
	],
	'twilio-event-stream': [
		'Twilio event stream, a list of CloudEvents',
		'The list holds objects with type, id and data about a call.',
		raw(
			JSON.stringify([
				{
					specversion: '1.0',
					type: 'com.twilio.voice.status-callback.call.completed',
					source: '/2010-04-01/Accounts/AC0a/Calls/CA0d',
					id: 'EZ0000000000000000000000000000000d',
					data: {from: caller, to: callee, callStatus: 'completed', callDuration: 4},
				},
			]),
			'application/cloudevents-batch+json',
		),
	],
	'signalwire-status': [
		'SignalWire status callback, form',
		"Its names are Twilio's and its ids are UUIDs, as TeleCMI's are.",
		withHeaders(
			postForm({
				CallSid: '0f3c2b1a-0000-4000-8000-00000000000a',
				AccountSid: '0f3c2b1a-0000-4000-8000-0000000000ff',
				CallStatus: 'busy',
				From: caller,
				To: callee,
				Direction: 'outbound-dial',
				HangupBy: 'callee',
			}),
			['X-SignalWire-Signature', 'BBBBBBBBBBBBBBBBBBBBBBBBBBB='],
		),
	],
	'signalwire-relay': [
		'SignalWire RELAY event, JSON',
		'Names in snake_case, call_id, and the state and the end reason of a leg.',
		post({
			event_type: 'calling.call.state',
			timestamp: 1793600000.25,
			project_id: '0f3c2b1a-0000-4000-8000-0000000000fe',
			space_id: '0f3c2b1a-0000-4000-8000-0000000000fd',
			params: {
				call_id: '0f3c2b1a-0000-4000-8000-00000000000b',
				call_state: 'ended',
				direction: 'inbound',
				end_reason: 'hangup',
				device: {type: 'phone', params: {from_number: caller, to_number: callee}},
			},
		}),
	],
	'texml-status': [
		'Telnyx TeXML status callback, form',
		"Twilio's names with HangupSource, a member of Callr's record but for a capital.",
		withHeaders(
			postForm({
				CallSid: 'v3:fake-call-0001',
				CallSidLegacy: 'v3:fake-call-0001',
				AccountSid: '0f3c2b1a-0000-4000-8000-0000000000fc',
				CallStatus: 'completed',
				HangupSource: 'caller',
				HangupCause: 'normal_clearing',
				From: caller,
				To: callee,
				Timestamp: '2026-11-02 09:00:01.500000Z',
			}),
			['telnyx-timestamp', '1793600001'],
			['telnyx-signature-ed25519', 'AAAA'],
		),
	],
	'plivo-hangup': [
		'Plivo hang-up callback, form',
		'HangupSource, Duration and BillDuration sound like a call detail record of Callr.',
		withHeaders(
			postForm({
				CallUUID: '0f3c2b1a-0000-4000-8000-00000000000c',
				RequestUUID: '0f3c2b1a-0000-4000-8000-00000000000c',
				ALegUUID: '0f3c2b1a-0000-4000-8000-00000000000c',
				Event: 'Hangup',
				CallStatus: 'completed',
				Direction: 'inbound',
				From: '15005550006',
				To: '15005550001',
				StartTime: '2026-11-02 09:00:00',
				AnswerTime: '2026-11-02 09:00:04',
				EndTime: '2026-11-02 09:00:40',
				Duration: '36',
				BillDuration: '60',
				BillRate: '0.001',
				TotalCost: '0.001',
				HangupCauseName: 'Normal Hangup',
				HangupCauseCode: '4000',
				HangupSource: 'Caller',
			}),
			['X-Plivo-Signature-V3', 'CCCC'],
			['X-Plivo-Signature-V3-Nonce', '0001'],
		),
	],
	'telnyx-hangup': [
		'Telnyx call.hangup, JSON',
		'Its payload has hangup_source, a member of the older record of Callr.',
		withHeaders(
			post({
				data: {
					record_type: 'event',
					event_type: 'call.hangup',
					id: '0f3c2b1a-0000-4000-8000-00000000000d',
					occurred_at: '2026-11-02T09:00:40.100000Z',
					payload: {
						call_control_id: 'v3:fake-control-0001',
						call_leg_id: '0f3c2b1a-0000-4000-8000-0000000000d1',
						call_session_id: '0f3c2b1a-0000-4000-8000-0000000000d2',
						connection_id: '1000000000000000001',
						from: caller,
						to: callee,
						hangup_cause: 'normal_clearing',
						hangup_source: 'caller',
						sip_hangup_cause: '200',
						start_time: '2026-11-02T09:00:00.000000Z',
						state: 'hangup',
					},
				},
				meta: {attempt: 1, delivered_to: 'https://hooks.example.test/telnyx'},
			}),
			['telnyx-timestamp', '1793600040'],
			['telnyx-signature-ed25519', 'DDDD'],
		),
	],
	'telnyx-get': [
		'Telnyx call.initiated, GET',
		'Ids, state and direction of a call leg in a query.',
		get(
			'/hook?call_control_id=v3%3Afake-control-0002&call_leg_id=0f3c2b1a-0000-4000-8000-0000000000d3&event_type=call.initiated&direction=incoming&from=%2B15005550006&to=%2B15005550001&state=parked',
		),
	],
	'vonage-answer': [
		'Vonage answer webhook, GET',
		'It carries a conversation_uuid, which TeleCMI sends under the same name.',
		get(
			'/answer?to=440000000001&from=440000000002&conversation_uuid=CON-0f3c2b1a-0000-4000-8000-0000000000e1&uuid=0f3c2b1a-0000-4000-8000-0000000000e2&SipHeader_X-Queue=7',
		),
	],
	'vonage-completed': [
		'Vonage completed event, JSON',
		'uuid, conversation_uuid, status, direction, from and to: but for one name a live event of TeleCMI.',
		post({
			uuid: '0f3c2b1a-0000-4000-8000-0000000000e3',
			conversation_uuid: 'CON-0f3c2b1a-0000-4000-8000-0000000000e4',
			status: 'completed',
			direction: 'inbound',
			from: '440000000001',
			to: '440000000002',
			timestamp: '2026-11-02T09:01:00.000Z',
			start_time: '2026-11-02T09:00:00.000Z',
			end_time: '2026-11-02T09:01:00.000Z',
			duration: '60',
			rate: '0.01000000',
			price: '0.01000000',
			network: 'XX-FIXED',
		}),
	],
	'vonage-record': [
		'Vonage record event, JSON',
		'A conversation_uuid and a link to a recording, and hardly anything else.',
		post({
			conversation_uuid: 'CON-0f3c2b1a-0000-4000-8000-0000000000e5',
			recording_uuid: '0f3c2b1a-0000-4000-8000-0000000000e6',
			recording_url: 'https://media.example.test/recordings/e6',
			start_time: '2026-11-02T09:00:00Z',
			end_time: '2026-11-02T09:00:30Z',
			size: 48000,
			timestamp: '2026-11-02T09:00:31.000Z',
		}),
	],
	'sinch-dice': [
		'Sinch disconnect event, JSON',
		"callid is the id of Callr's record, too.",
		withHeaders(
			post({
				event: 'dice',
				callid: '0f3c2b1a-fake-callid-0001',
				timestamp: '2026-11-02T09:00:40Z',
				version: 1,
				reason: 'CALLERHANGUP',
				result: 'ANSWERED',
				from: '15005550006',
				to: {type: 'number', endpoint: callee},
				duration: 36,
				debit: {currencyId: 'EUR', amount: 0.01},
				userRate: {currencyId: 'EUR', amount: 0.01},
			}),
			['Authorization', 'Application 0000-fake-key:EEEE'],
			['x-timestamp', '2026-11-02T09:00:41Z'],
		),
	],
	'bandwidth-disconnect': [
		'Bandwidth disconnect event, JSON',
		"callId is spelled as cllr's.",
		post({
			eventType: 'disconnect',
			eventTime: '2026-11-02T09:00:40.000Z',
			accountId: '5550000',
			applicationId: '0f3c2b1a-0000-4000-8000-0000000000f1',
			from: caller,
			to: callee,
			direction: 'outbound',
			callId: 'c-0f3c2b1a-0001',
			callUrl: 'https://voice.example.test/accounts/5550000/calls/c-0f3c2b1a-0001',
			startTime: '2026-11-02T09:00:00.000Z',
			answerTime: '2026-11-02T09:00:04.000Z',
			endTime: '2026-11-02T09:00:40.000Z',
			cause: 'hangup',
			tag: 'demo',
		}),
	],
	'bandwidth-recording': [
		'Bandwidth recording event, JSON',
		'callId with a recording: the post-call report of cllr is made of the same things.',
		post({
			eventType: 'recordingAvailable',
			callId: 'c-0f3c2b1a-0002',
			parentCallId: 'c-0f3c2b1a-0003',
			recordingId: 'r-0f3c2b1a-0002',
			mediaUrl: 'https://voice.example.test/recordings/r-0f3c2b1a-0002/media',
			duration: 'PT12.5S',
			fileFormat: 'wav',
			status: 'complete',
		}),
	],
	'exotel-status': [
		'Exotel status callback, form',
		'An Indian provider: local times, a Legs list, a Status and a RecordingUrl.',
		postForm({
			CallSid: '0000000000000000000000000000e0e1',
			EventType: 'terminal',
			Status: 'no-answer',
			From: '09000000001',
			To: '09000000002',
			Direction: 'outbound-api',
			DateCreated: '2026-11-02 14:30:00',
			DateUpdated: '2026-11-02 14:30:31',
			StartTime: '2026-11-02 14:30:01',
			EndTime: '2026-11-02 14:30:30',
			ConversationDuration: '0',
			RecordingUrl: '',
			Legs: [{OnCallDuration: 0, Status: 'no-answer', AnsweredBy: ''}],
		}),
	],
	'exotel-incoming': [
		'Exotel incoming call for a browser, JSON',
		"app_id and direction are in TeleCMI's live events, too.",
		post({
			event: 'incoming_call',
			call_sid: 'call_in_fake_0001',
			direction: 'inbound',
			from: indianCaller,
			to: 'sip:agent@voip.example.test',
			app_id: 'app_fake_01',
			user_id: 'agent_01',
			exophone: '+919000000009',
			timestamp: '2026-11-02T09:00:00.000Z',
			caller_info: {name: 'Test', custom_field: '42'},
		}),
	],
	'exotel-passthru': [
		'Exotel passthru applet, GET',
		'A GET hook about an Indian call, as MyOperator sends them.',
		get(
			'/passthru?CallSid=0000000000000000000000000000e0e2&CallFrom=09000000001&CallTo=09000000002&CallType=completed&DialCallStatus=completed&Direction=incoming&flow_id=77',
		),
	],
	'smartflo-hangup': [
		'Smartflo hang-up webhook, JSON',
		'uuid, call_id, billsec and recording_url: names of three of our providers in one body.',
		post({
			uuid: '0f3c2b1a-0000-4000-8000-0000000000a1',
			call_id: '1793600000.000001',
			call_to_number: '919000000002',
			caller_id_number: '919000000001',
			start_stamp: '2026-11-02 14:30:00',
			answer_stamp: '2026-11-02 14:30:05',
			end_stamp: '2026-11-02 14:31:00',
			hangup_cause: 'NormalClearing',
			billsec: '55',
			duration: '60',
			digits_dialed: [],
			direction: 'inbound',
			call_status: 'answered',
			call_connected: true,
			recording_url: 'https://media.example.test/smartflo/a1.mp3',
			answered_agent_number: '101',
			billing_circle: {operator: 'Test', circle: 'Test'},
			'customer_no_with_prefix ': indianCaller,
		}),
	],
	'acefone-get': [
		'Acefone webhook, GET',
		"Names the customer chose in a query, as in a GET hook of MyOperator's.",
		get(
			'/hook?uuid=0f3c2b1a-0000-4000-8000-0000000000a2&call_id=1793600000.000002&caller_id_number=919000000001&call_to_number=919000000002&call_status=missed&start_stamp=2026-11-02+14%3A30%3A00&direction=inbound&ref_id=_ref_id',
		),
	],
	'ozonetel-summary': [
		'Ozonetel call summary, form field data',
		'A JSON log of an Indian call in one form field: the way MyOperator delivers its own.',
		postForm({
			data: {
				monitorUCID: '0000000000000001',
				UUI: '',
				AgentID: 'agent-1',
				AgentName: 'Test',
				AgentPhoneNumber: '09000000002',
				AgentStatus: 'answered',
				Apikey: 'fake',
				AudioFile: 'https://media.example.test/ozonetel/1.mp3',
				CallDuration: '00:00:42',
				CallerID: '09000000001',
				CampaignName: 'Demo',
				CustomerStatus: 'answered',
				DialStatus: 'answered',
				Did: '910000000000',
				Disposition: 'Interested',
				StartTime: '2026-11-02 14:30:00',
				EndTime: '2026-11-02 14:30:42',
				TimeToAnswer: '00:00:06',
				Type: 'Manual',
			},
		}),
	],
	'ozonetel-live': [
		'Ozonetel live call event, JSON',
		'A live event of an Indian call with did, skill and agent_id.',
		post({
			eventType: 'Call',
			eventTime: '2026-11-02 14:30:06',
			username: 'demo',
			action: 'Answered',
			call_type: 'inbound',
			ucid: '0000000000000002',
			monitor_ucid: '0000000000000003',
			agent_id: 'agent-1',
			skill: 'sales',
			caller_id: '09000000001',
			did: '910000000000',
			agent_number: '09000000002',
			event_time: '2026-11-02 14:30:06',
		}),
	],
	'retell-ended': [
		'Retell call_ended, JSON',
		'A voice agent as cllr, and an object call as Callr has one.',
		withHeaders(
			post({
				event: 'call_ended',
				call: {
					call_id: 'fakeRetellCall0001',
					agent_id: 'fakeAgent0001',
					call_type: 'phone_call',
					call_status: 'ended',
					direction: 'inbound',
					from_number: caller,
					to_number: callee,
					start_timestamp: 1793600000000,
					end_timestamp: 1793600036000,
					duration_ms: 36000,
					disconnection_reason: 'user_hangup',
					transcript: 'Agent: Hello.',
					transcript_object: [{role: 'agent', content: 'Hello.'}],
					metadata: {},
				},
			}),
			['x-retell-signature', 'v=1793600037000,d=00'],
		),
	],
	'retell-analyzed': [
		'Retell call_analyzed, JSON',
		'It brings the analysis of the call, as cllr does.',
		post({
			event: 'call_analyzed',
			call: {
				call_id: 'fakeRetellCall0002',
				agent_id: 'fakeAgent0001',
				call_status: 'ended',
				recording_url: 'https://media.example.test/retell/2.wav',
				call_analysis: {
					call_summary: 'A demo was booked.',
					user_sentiment: 'Positive',
					call_successful: true,
					in_voicemail: false,
					custom_analysis_data: {},
				},
			},
		}),
	],
	'vapi-report': [
		'Vapi end-of-call report, JSON',
		'A post-call report of a voice agent, with recording and analysis.',
		post({
			message: {
				type: 'end-of-call-report',
				timestamp: 1793600040000,
				endedReason: 'customer-ended-call',
				call: {id: '0f3c2b1a-0000-4000-8000-0000000000b1', type: 'inboundPhoneCall'},
				phoneNumber: {number: callee},
				customer: {number: caller},
				startedAt: '2026-11-02T09:00:00.000Z',
				endedAt: '2026-11-02T09:00:40.000Z',
				artifact: {
					recordingUrl: 'https://media.example.test/vapi/1.wav',
					transcript: 'AI: Hello.',
					messages: [],
				},
				analysis: {summary: 'A demo was booked.', successEvaluation: 'true'},
			},
		}),
	],
	'elevenlabs-transcript': [
		'ElevenLabs post-call transcription, JSON',
		'A post-call webhook with transcript and analysis, in an envelope of type and data.',
		withHeaders(
			post({
				type: 'post_call_transcription',
				event_timestamp: 1793600040,
				data: {
					agent_id: 'agent_fake',
					conversation_id: 'conv_fake',
					status: 'done',
					transcript: [{role: 'agent', message: 'Hello.', time_in_call_secs: 0}],
					metadata: {start_time_unix_secs: 1793600000, call_duration_secs: 40, cost: 1},
					analysis: {call_successful: 'success', transcript_summary: 'A demo was booked.'},
				},
			}),
			['ElevenLabs-Signature', 't=1793600041,v0=00'],
		),
	],
	'bland-completed': [
		'Bland AI post-call webhook, JSON',
		'A flat report of a call with call_id, recording_url, summary and status.',
		post({
			call_id: '0f3c2b1a-0000-4000-8000-0000000000b2',
			to: callee,
			from: caller,
			completed: true,
			call_length: 0.6,
			status: 'completed',
			answered_by: 'human',
			concatenated_transcript: 'assistant: Hello.',
			transcripts: [{id: 1, user: 'assistant', text: 'Hello.'}],
			recording_url: null,
			summary: 'A demo was booked.',
		}),
	],
	'livekit-joined': [
		'LiveKit participant_joined, JSON',
		'sid, name and createdAt, with an event of a call.',
		withHeaders(
			raw(
				JSON.stringify({
					event: 'participant_joined',
					id: 'EV_fake',
					createdAt: '1793600000',
					room: {sid: 'RM_fake', name: 'call-1', creationTime: '1793599990'},
					participant: {
						sid: 'PA_fake',
						identity: 'sip_fake',
						state: 'ACTIVE',
						kind: 'SIP',
						attributes: {'sip.callID': 'SCL_fake', 'sip.phoneNumber': caller, 'sip.callStatus': 'active'},
					},
				}),
				'application/webhook+json',
			),
			['Authorization', 'fake.jwt.signature'],
			['User-Agent', 'LiveKit'],
		),
	],
	'daily-dialin': [
		'Daily dialin.connected, JSON',
		'An envelope of version, type, id and payload about a phone call.',
		post({
			version: '1.0.0',
			type: 'dialin.connected',
			id: 'dial-fake-1',
			payload: {
				session_id: '0f3c2b1a-0000-4000-8000-0000000000b3',
				room: 'demo',
				from: caller,
				to: callee,
				timestamp: 1793600000.1,
			},
			event_ts: 1793600000.2,
		}),
	],
	'aircall-ended': [
		'Aircall call.ended, JSON',
		'direction, status, started_at, answered_at and ended_at: a call detail record in an envelope.',
		post({
			resource: 'call',
			event: 'call.ended',
			timestamp: 1793600070,
			token: 'fake',
			data: {
				id: 1000001,
				direct_link: 'https://api.example.test/v1/calls/1000001',
				direction: 'inbound',
				status: 'done',
				missed_call_reason: null,
				started_at: 1793600000,
				answered_at: 1793600005,
				ended_at: 1793600040,
				duration: 40,
				raw_digits: caller,
				recording: 'https://media.example.test/aircall/1.mp3',
				user: {id: 1, name: 'Test', email: 'agent@example.test'},
				number: {id: 2, digits: callee},
				tags: [],
			},
		}),
	],
	'dialpad-jwt': [
		'Dialpad call event as a JWT',
		'The body is a signed text whose middle is the JSON of a call.',
		raw(
			[
				encoded({alg: 'HS256', typ: 'JWT'}),
				encoded({call_id: 1000000000000001, state: 'hangup', direction: 'inbound', external_number: caller}),
				'ZmFrZS1zaWduYXR1cmU',
			].join('.'),
			'application/jwt',
		),
	],
	'dialpad-json': [
		'Dialpad call event, JSON',
		'A state of a call with call_id, target and contact.',
		post({
			call_id: 1000000000000002,
			master_call_id: null,
			entry_point_call_id: 1000000000000003,
			state: 'hangup',
			direction: 'inbound',
			external_number: caller,
			internal_number: callee,
			target: {id: 1, name: 'Test', type: 'user', email: 'agent@example.test'},
			contact: {name: 'Test', phone: caller},
			date_started: 1793600000000,
			date_connected: 1793600005000,
			date_ended: 1793600040000,
			duration: 35000.5,
			talk_time: 35000.5,
			was_recorded: false,
			event_timestamp: 1793600041000,
		}),
	],
	'justcall-completed': [
		'JustCall call.completed, JSON',
		'type and data as in the webhooks of Callr, with the missed reason and the recording.',
		withHeaders(
			post({
				type: 'call.completed',
				webhook_url: 'https://hooks.example.test/justcall',
				data: {
					id: 1000002,
					call_sid: 'CAfake',
					contact_number: '15005550006',
					justcall_number: '15005550001',
					call_info: {
						direction: 'Incoming',
						type: 'Answered',
						recording: 'https://media.example.test/jc/1.mp3',
					},
					call_duration: {total_duration: 36, conversation_time: 30, ring_time: 6},
				},
			}),
			['x-justcall-signature', '00'],
			['x-justcall-signature-version', 'v1'],
		),
	],
	'callrail-post-call': [
		'CallRail post-call webhook, JSON',
		"Its name and its company_id, which MyOperator's events have, too.",
		withHeaders(
			post({
				resource_id: 'CALfake0001',
				company_id: 'COMfake0001',
				company_resource_id: 'COMfake0001',
				callernum: caller,
				trackingnum: callee,
				customer_phone_number: caller,
				answered: true,
				direction: 'inbound',
				duration: '36',
				recording: 'https://media.example.test/callrail/1',
				start_time: '2026-11-02T09:00:00.000Z',
				call_type: 'voice_call',
			}),
			['Signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
		),
	],
	'didww-cdr': [
		'DIDWW phone.systems call.cdr, JSON',
		'It says cdr, and has an id, a type and data, as the webhooks of Callr.',
		withHeaders(
			post({
				id: '0f3c2b1a-0000-4000-8000-0000000000c1',
				type: 'call.cdr.created',
				ts: 1793600041,
				global_tag: null,
				data: {
					call_id: '0f3c2b1a-0000-4000-8000-0000000000c2',
					direction: 'in',
					src: '15005550006',
					dst: '15005550001',
					duration: 36,
					disconnect_reason: 'completed',
				},
			}),
			['X-PS-Signature', 't=1793600042,v1=00'],
			['X-PS-Event-Id', '0f3c2b1a-0000-4000-8000-0000000000c1'],
			['X-PS-Attempt', '1'],
		),
	],
	'unifonic-status': [
		'Unifonic call status, JSON',
		'A flat status of a call, whose words in capitals MOBtexting uses, too.',
		post({
			callSid: '0f3c2b1a-0000-4000-8000-0000000000c3',
			parentCallSid: null,
			status: 'COMPLETED',
			direction: 'OUTBOUND',
			from: '440000000001',
			to: '440000000002',
			timestamp: 1793600040,
		}),
	],
	'callerdesk-cdr': [
		'Callerdesk call record, JSON',
		'An Indian cloud telephone whose OBD calls are named WEBOBD.',
		post({
			SourceNumber: '09000000001',
			DestinationNumber: '09000000002',
			DialWhomNumber: '09000000003',
			CallSid: '0000000000000000c411',
			Status: 'ANSWER',
			Direction: 'WEBOBD',
			StartTime: '2026-11-02 14:30:00',
			CallDuration: '36',
		}),
	],
	'cartesia-analysis': [
		'Cartesia post_call_analysis, JSON',
		'A voice agent that sends the analysis after the call.',
		withHeaders(
			post({
				type: 'post_call_analysis',
				call_id: 'ac_fake_1',
				agent_id: 'agent_fake_1',
				analysis: {summary: 'A demo was booked.', score: 80},
			}),
			['X-Webhook-Secret', 'fake'],
		),
	],
	'jambonz-status': [
		'jambonz call status hook, JSON',
		'call_sid, call_status, direction, from and to, as so many send.',
		post({
			call_sid: '0f3c2b1a-0000-4000-8000-0000000000c4',
			account_sid: '0f3c2b1a-0000-4000-8000-0000000000c5',
			application_sid: '0f3c2b1a-0000-4000-8000-0000000000c6',
			call_id: 'fake-sip-call-id',
			call_status: 'completed',
			call_termination_by: 'caller',
			direction: 'inbound',
			duration: 36,
			from: caller,
			to: callee,
			sip_status: 200,
		}),
	],
	'sarvam-event': [
		'Sarvam voice agent event, JSON',
		'A conversation of an Indian voice agent.',
		withHeaders(
			post({event: 'interaction.ended', interaction_id: 'fake-1', app_id: 'app_fake_2', user: indianCaller}),
			['Sarvam-Signature', '00'],
			['Sarvam-Timestamp', '1793600041'],
		),
	],
	'zammad-new-call': [
		'Zammad CTI newCall, form',
		'callId, from, to and direction: generic names for a call, and the id as cllr spells it.',
		postForm({
			event: 'newCall',
			callId: 'fake-4711',
			from: '33199001234',
			to: '33199005678',
			direction: 'in',
			'user[]': 'Test',
		}),
	],
	'zammad-hangup': [
		'Zammad CTI hangup, JSON',
		'The same as JSON, with the cause of its end.',
		post({
			event: 'hangup',
			callId: 'fake-4711',
			from: '33199001234',
			to: '33199005678',
			direction: 'in',
			cause: 'normalClearing',
		}),
	],
	'threecx-ringing': [
		'3CX connector, ringing, JSON',
		'callerid, user, did and id of a call: words of TeleCMI and MyOperator.',
		post({
			event: 'ringing',
			type: 'incoming',
			callerid: frenchCaller,
			user: '101',
			usertype: 'extension',
			did: '33199005678',
			id: '000000000001',
		}),
	],
	'ringcentral-session': [
		'RingCentral telephony session, JSON',
		'A uuid and an event around the parties of a call.',
		post({
			uuid: '0f3c2b1a-0000-4000-8000-0000000000c7',
			event: '/restapi/v1.0/account/1/telephony/sessions',
			timestamp: '2026-11-02T09:00:00.000Z',
			subscriptionId: '0f3c2b1a-0000-4000-8000-0000000000c8',
			body: {
				telephonySessionId: 's-fake-1',
				sequence: 3,
				parties: [
					{id: 'p-fake-1', direction: 'Inbound', status: {code: 'Disconnected'}, from: {phoneNumber: caller}},
				],
			},
		}),
	],
	'kaleyra-click-to-call': [
		'Kaleyra click-to-call, form',
		"from, to and bridge are in MOBtexting's report, and both are Indian.",
		postForm({
			from: '919000000001',
			to: '919000000002',
			bridge: '910000000000',
			dlrurl: 'https://hooks.example.test/kaleyra?status={status}',
			callback: 'true',
		}),
	],
	'freeswitch-cdr': [
		'FreeSWITCH mod_json_cdr, JSON',
		'A call detail record with variables such as hangup_cause and billsec.',
		post(
			{
				'core-uuid': '0f3c2b1a-0000-4000-8000-0000000000c9',
				switchname: 'pbx',
				channel_data: {state: 'CS_REPORTING', direction: 'inbound'},
				variables: {
					uuid: '0f3c2b1a-0000-4000-8000-0000000000ca',
					direction: 'inbound',
					billsec: '36',
					duration: '40',
					hangup_cause: 'NORMAL_CLEARING',
				},
				callflow: [{caller_profile: {caller_id_number: '1000', destination_number: '1001'}}],
			},
			'/cdr?uuid=a_0f3c2b1a-0000-4000-8000-0000000000ca',
		),
	],
};

/** Made to hit where detection might be too easy to please. */
const nearMisses: Record<string, Entry> = {
	'call-status-from': [
		'callId, status and from alone',
		'callId is the one id cllr sends, but a hundred others name theirs so.',
		post({callId: 'fake-1', status: 'ended', from: caller}),
	],
	'voice-agent-url': [
		'callId with recordingUrl and callAnalysis',
		'Another voice agent, which spells the link Url where cllr spells it Uri.',
		post({
			callId: 'fake-2',
			recordingUrl: 'https://media.example.test/agent/2.mp3',
			callAnalysis: {summary: 'A demo was booked.', sentiment: 'positive'},
		}),
	],
	'voice-agent-caller': [
		'callId with recordingUrl and callerDetails',
		'The same with what is known of the caller.',
		post({
			callId: 'fake-3',
			recordingUrl: 'https://media.example.test/agent/3.mp3',
			transcriptUrl: 'https://media.example.test/agent/3.json',
			callerDetails: {name: 'Test', phone: caller},
		}),
	],
	'voice-agent-event': [
		'callId with event and recordingUri',
		"The spelling is cllr's, but cllr sends one kind of report and names no event.",
		post({
			callId: 'fake-4',
			event: 'recording.ready',
			recordingUri: 'https://media.example.test/agent/4.mp3',
		}),
	],
	'voice-agent-wrapped': [
		'callId and recordingUri inside data',
		"It is cllr's report in another sender's envelope.",
		post({
			id: 'evt_fake_5',
			type: 'call.completed',
			data: {callId: 'fake-5', recordingUri: 'https://media.example.test/agent/5.mp3'},
		}),
	],
	'asterisk-cdr': [
		'Asterisk call detail record inside cdr',
		'Callr puts its record into cdr as well.',
		post({
			cdr: {
				uniqueid: '1793600000.1',
				src: '1000',
				dst: '1001',
				dcontext: 'from-internal',
				billsec: 36,
				duration: 40,
				disposition: 'ANSWERED',
			},
		}),
	],
	'freepbx-cdr-callid': [
		'cdr with callid and duration alone',
		"callid inside cdr is Callr's id, but nothing else in it is Callr's.",
		post({cdr: {callid: '1793600000.2', duration: 40}}),
	],
	'call-id-from-to': [
		'call with id, from and to',
		'Callr has an object call with an id.',
		post({call: {id: 'fake-6', from: caller, to: callee}}),
	],
	'call-ids-as-callr': [
		'call with fromNumber and toNumber',
		"Callr's own names of both numbers, but no run, scenario or record.",
		post({call: {id: 1000003, fromNumber: frenchCaller, toNumber: '+33199005678'}}),
	],
	'recording-and-transcription': [
		'recordingURL and transcription alone',
		'Two members of what Callr pushes after a recording.',
		post({recordingURL: 'https://media.example.test/r.mp3', transcription: 'Hello.'}),
	],
	'ci-run': [
		'Run of a CI job with a scenario',
		'Callr sends a run with an id of two parts, and a scenario.',
		post({
			run: {id: 'job:1', type: 'scheduled'},
			scenario: {name: 'checkout', tags: ['smoke']},
			status: 'passed',
		}),
	],
	'ci-run-api': [
		'Run of a test of an API',
		"Its id begins as one of a branch of Callr's.",
		post({run: {id: 'api-tests-18', url: 'https://ci.example.test/18'}, scenario: {name: 'login'}}),
	],
	'run-inbound-call': [
		'Run of a workflow named inbound-call',
		"The workflow has the name of one of Callr's branches.",
		post({run: {id: 'inbound-call-7', startedAt: '2026-11-02T09:00:00Z'}, workflow: 'crm-sync'}),
	],
	'event-envelope': [
		'Envelope of event_id, type and data',
		'The webhooks of Callr come in such an envelope, and payment services send it.',
		post({
			event_id: 'evt_fake_1',
			type: 'invoice.paid',
			data: {object: {id: 'in_fake_1', amount: 100, currency: 'eur'}},
		}),
	],
	'event-envelope-try': [
		'Envelope with a count of attempts',
		"try and event_at are in Callr's envelope, too, but the event is an order.",
		post({
			event_id: 'fake-7',
			event_at: '2026-11-02T09:00:00.000Z',
			try: 2,
			type: 'order.shipped',
			data: {id: 7},
		}),
	],
	'caller-headers': [
		'Headers X-Caller-Id and X-Call-EventId',
		"They read like Callr's at a glance.",
		withHeaders(post({state: 'ringing'}), ['X-Caller-Id', frenchCaller], ['X-Call-EventId', '1']),
	],
	'google-sheet-row': [
		'Row for a Google Sheet',
		'Callr pushes a row as values, but for Microsoft Excel.',
		post(
			{range: 'Calls!A1', majorDimension: 'ROWS', values: [['fake-8', frenchCaller, 36]]},
			'/v4/spreadsheets/fake/values/Calls!A1:append?valueInputOption=RAW',
		),
	],
	'excel-range': [
		'Cells for a range in Microsoft Excel',
		'The same service and the same member, but no row of a table.',
		post(
			{values: [['fake-9', frenchCaller]]},
			"/v1.0/me/drive/items/fake/workbook/worksheets/Calls/range(address='A1:B1')",
		),
	],
	'cdr-without-id': [
		'type cdr without an id of TeleCMI',
		"type, appid, direction, status and answeredsec are as in TeleCMI's record.",
		post({
			type: 'cdr',
			appid: 1111119,
			direction: 'inbound',
			status: 'answered',
			from: 440000000001,
			time: 1793600000000,
			answeredsec: 36,
			user: '101_1111119',
		}),
	],
	'uuid-event': [
		'type event with uuid and conversation_uuid',
		'A live event as TeleCMI sends it, with ids of other names.',
		post({
			type: 'event',
			uuid: '0f3c2b1a-0000-4000-8000-0000000000ea',
			conversation_uuid: '0f3c2b1a-0000-4000-8000-0000000000eb',
			status: 'answered',
			direction: 'outbound',
			from: '440000000001',
			to: '440000000002',
			time: 1793600000000,
		}),
	],
	'crm-with-record': [
		'CRM note with a record of TeleCMI inside',
		'The id is there, but one level down: somebody passes a record on.',
		post({
			note: 'missed call',
			contact: 7,
			attachments: [{type: 'cdr', cmiuuid: '0f3c2b1a-0000-4000-8000-0000000000ec', status: 'missed'}],
		}),
	],
	'cmi-similar': [
		'cmi_uuid and cmiId',
		"They are nearly TeleCMI's id.",
		post({cmi_uuid: '0f3c2b1a-0000-4000-8000-0000000000ed', cmiId: 9, type: 'cdr', status: 'answered'}),
	],
	'vehicle-obd': [
		'Diagnosis of a vehicle, source OBD',
		"OBD is the source of MOBtexting's report of an outbound call.",
		post({source: 'OBD', vin: 'FAKE0000000000001', codes: ['P0420'], at: '2026-11-02T09:00:00Z'}),
	],
	'vehicle-obd-bridge': [
		'Diagnosis of a vehicle over a bridge',
		'source and bridge are two of the three members MOBtexting is known by.',
		post({source: 'OBD', bridge: 'can0', started_at: '2026-11-02 09:00:00', duration: '23', status: 'OK'}),
	],
	'network-bridge': [
		'Report of a network bridge',
		'bridge, from, to, start_at, end_at and status, from another source.',
		post({
			bridge: 'br0',
			source: 'netdata',
			from: '192.0.2.1',
			to: '192.0.2.2',
			start_at: '2026-11-02 09:00:00',
			end_at: '2026-11-02 09:10:00',
			status: 'UP',
		}),
	],
	'challenge-and-more': [
		'challenge and validation_key with more',
		"MOBtexting's challenge is these two and nothing else.",
		post({challenge: 'fake', validation_key: 'fake', subscription: 12}),
	],
	'slack-challenge': [
		'Slack URL verification',
		"A challenge that must come back, as MOBtexting's.",
		post({challenge: 'fake', token: 'fake', type: 'url_verification'}),
	],
	'meta-challenge': [
		'Subscription challenge of Meta, GET',
		'A challenge and a token in the query.',
		get('/hook?hub.mode=subscribe&hub.challenge=1000&hub.verify_token=fake'),
	],
	'whatsapp-envelope': [
		'WhatsApp event of MOBtexting',
		"The same platform's messages come as event and payload: no call at all.",
		post({
			event: 'whatsapp:message:in',
			payload: {id: 'fake-10', from: '919000000001', to: '910000000000', type: 'text', text: {body: 'Hi'}},
		}),
	],
	'user-presence': [
		'uid, company_id and status',
		"Two of them are in MyOperator's events during a call.",
		post({uid: 'u-fake-1', company_id: 'c-fake-1', status: 'online'}),
	],
	'softphone-state': [
		'uid, company_id and call_state',
		"Three names of MyOperator's event, which a softphone may use, too.",
		post({uid: 'u-fake-2', company_id: 'c-fake-1', call_state: 'ringing', extension: '101'}),
	],
	'company-event': [
		'event_id, company_id and event_type',
		"Three members of MyOperator's newer envelope, without the pair of numbers.",
		post({
			event_id: '0f3c2b1a-0000-4000-8000-0000000000ee',
			company_id: 'c-fake-1',
			event_type: 'employee.created',
			payload: {id: 1},
		}),
	],
	'company-call-event': [
		'The same about a call',
		'Even the name of the event is one MyOperator might send.',
		post({
			event_id: '0f3c2b1a-0000-4000-8000-0000000000ef',
			company_id: 'c-fake-1',
			event_type: 'call.initiated',
			timestamp: '2026-11-02T09:00:00Z',
		}),
	],
	'operator-form': [
		'Form with a field myOperator',
		"MyOperator's own field but for a capital, with the name of an employee.",
		postForm({myOperator: 'Test', ticket: '7'}),
	],
	couchdb: [
		'Document of CouchDB',
		"Keys with an underscore are the mark of MyOperator's log.",
		post({_id: 'doc-1', _rev: '3-0000', _attachments: {}, _deleted: false, _revisions: {start: 3, ids: []}}),
	],
	elasticsearch: [
		'Hit of Elasticsearch',
		'The same, with short names.',
		post({_index: 'calls', _id: '1', _score: 1.5, _source: {from: caller, to: callee, status: 'answered'}}),
	],
	'underscore-two': [
		'Two short names of MyOperator by chance',
		'Two letters after an underscore are soon taken.',
		post({_id: 'b-1', _ci: 'github', _cr: 'registry.example.test', _tag: 'v1'}),
	],
	'github-form': [
		'GitHub webhook, form field payload',
		'JSON in a form field, as MyOperator sends it.',
		withHeaders(
			postForm({
				payload: {
					action: 'completed',
					check_run: {id: 1, status: 'completed', name: 'test'},
					repository: {full_name: 'acme/demo'},
				},
			}),
			['X-GitHub-Event', 'check_run'],
		),
	],
	'contact-form': [
		'Contact form of a website',
		'Name, phone and message: every hook-up begins with one.',
		postForm({name: 'Test', phone: caller, message: 'Please call back.', source: 'website'}),
	],
	'postman-template': [
		'Variables of Postman that were not replaced, GET',
		"MOBtexting's composed hooks hold such variables.",
		get('/hook?call={{callId}}&from={{from}}&status={{status}}'),
	],
	'zapier-template': [
		'Variables of Zapier that were not replaced, JSON',
		"The same in a body, with the names of MOBtexting's variables.",
		raw(
			'{"id": "{{id}}", "from": {{from}}, "duration": {{duration}}, "status": "{{status}}"}',
			'application/json',
		),
	],
	'callr-template': [
		"Variables in Callr's spelling that were not replaced",
		`\${{ … }} is how Callr writes them, and how GitHub does.`,
		raw(`{"cdr": \${{ JSON.stringify(github.event) }}, "run": "\${{ run.id }}"}`, 'application/json'),
	],
	'alert-text': [
		'Alert as plain text',
		'It names providers and their members in prose.',
		raw(
			'Callr: cdr callid 1000004 hangupSource caller, TeleCMI: cmiuuid missing, myoperator down',
			'text/plain',
		),
	],
	'asterisk-csv': [
		'Call detail records as CSV',
		'A record of a call, but no JSON.',
		raw('uniqueid,src,dst,billsec,disposition\n1793600000.3,1000,1001,36,ANSWERED\n', 'text/csv'),
	],
	'cxml-request': [
		'Call record as XML',
		"Its elements have the names of Callr's members.",
		raw(
			'<?xml version="1.0"?><cdr><callid>1000005</callid><hangupSource>caller</hangupSource></cdr>',
			'application/xml',
		),
	],
	'empty-post': ['POST without a body', 'Nothing speaks against anybody.', raw('', 'application/json')],
	'empty-get': ['GET without a query', 'MyOperator and MOBtexting send GETs.', get('/')],
	'empty-object': ['{}', 'Every payload is this with members.', post({})],
	'empty-list': ['[]', 'A list may hold anything.', post([])],
	'list-of-records': [
		'List of records with ids of TeleCMI',
		"Each entry alone would be TeleCMI's; no provider sends lists.",
		post([{cmiuuid: '0f3c2b1a-0000-4000-8000-0000000000f2', type: 'cdr', status: 'answered'}]),
	],
	null: ['null', 'It is valid JSON.', post('null')],
	number: ['A number', 'It is valid JSON, and could be an id.', post('242359184129')],
	'quoted-word': ['A quoted word', 'It is valid JSON, and names a provider.', post('"cmiuuid"')],
	binary: [
		'Bytes that are no text',
		'Anything might be in them.',
		{...raw('', 'application/octet-stream'), body: Uint8Array.of(0, 159, 146, 150, 255), bodySize: 5},
	],
};

function listed(texts: Readonly<Record<string, Entry>>, near: boolean): LookAlike[] {
	return Object.entries(texts).map(([id, [is, tempting, request]]) => ({id, is, tempting, near, request}));
}

export const lookAlikes: readonly LookAlike[] = [...listed(strangers, false), ...listed(nearMisses, true)];
