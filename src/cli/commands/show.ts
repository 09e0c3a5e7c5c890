/** `call-hook show`: one delivery by its number, or one call by its key. */

import type {CapturedRequest} from '../../core/capture.ts';
import {type ExitCode, exitCode} from '../../core/errors.ts';
import {adviceOn} from '../../inspect/advice.ts';
import type {Told} from '../../inspect/inspect.ts';
import {readMessage} from '../../inspect/message.ts';
import {deadlineOf} from '../../inspect/verdict.ts';
import {callLine, deliveryLine} from '../../output/ndjson.ts';
import {callText, deliveryText} from '../../output/show.ts';
import {Archive, deliveryInHistory} from '../../session/archive.ts';
import {callOf} from '../../session/fold.ts';
import type {StoreReader} from '../../store/store.ts';
import type {Line} from '../../view/segment.ts';
import {paintLine} from '../../view/theme.ts';
import {findCall, noCall, noDelivery} from '../captures.ts';
import {looksFor} from '../colour.ts';
import type {GlobalOptions} from '../options.ts';
import {parseDeliveryId} from '../parse.ts';
import type {SecretOptions} from '../secrets.ts';
import {fileWidth, printed, terminalWidth} from '../stdout.ts';
import {withCalls} from './reading.ts';

/** Of a call with more deliveries than this, the last ones are listed. */
const mostDeliveries = 100;

export function runShow(what: string, options: SecretOptions, global: GlobalOptions): Promise<ExitCode> {
	const id = parseDeliveryId(what);
	const missing = (): never => {
		throw id === null ? noCall(what) : noDelivery(id);
	};
	return withCalls({...global, ...options}, missing, async (store, told) => {
		await printed(
			(id === null ? showCall(store, what, told, global) : showDelivery(store, id, told, global)) ??
				missing(),
		);
		return exitCode.done;
	});
}

/** null when it is not there. */
function showDelivery(store: StoreReader, id: number, told: Told, global: GlobalOptions): string | null {
	const delivery = deliveryInHistory(store, id, told);
	if (delivery === null) return null;
	if (global.json) return deliveryLine(delivery);
	const reading = {
		deadlineMs: deadlineOf(delivery),
		advice: adviceOn(delivery),
		readBody: (request: CapturedRequest) => readMessage(request).body,
	};
	return paint(format => deliveryText(delivery, reading, format), global);
}

/** null when it is not there. */
function showCall(store: StoreReader, key: string, told: Told, global: GlobalOptions): string | null {
	const stored = findCall(store, key);
	if (stored === null) return null;
	const call = callOf(stored.state);
	if (global.json) return callLine(call, store.deliveryIdsOfCall(stored.seq));
	const archive = new Archive(store, told);
	const deliveries = store.deliveriesOfCall(stored.seq, mostDeliveries).map(entry => archive.next(entry));
	return paint(format => callText(call, deliveries, format, deadlineOf), global);
}

function paint(lines: (format: Parameters<typeof callText>[2]) => Line[], global: GlobalOptions): string {
	const {theme, marks} = looksFor(global, process.env);
	const columns = terminalWidth();
	const format = {width: columns ?? fileWidth, columns, marks, now: Date.now()};
	return lines(format)
		.map(line => `${paintLine(line, theme)}\n`)
		.join('');
}
