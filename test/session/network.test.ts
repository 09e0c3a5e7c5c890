import {describe, expect, it} from 'vitest';
import type {TargetStatus} from '../../src/core/target.ts';
import type {TunnelStatus} from '../../src/core/tunnel.ts';
import {Network} from '../../src/session/network.ts';
import {posted} from './receiving.ts';

const tunnel = (
	state: TunnelStatus['state'],
	url: string | null = 'https://a.example.test',
): TunnelStatus => ({
	state,
	url,
	because: null,
	roundTripMs: state === 'live' ? 84 : null,
	since: 1000,
});
const target = (state: TargetStatus['state'], url = 'http://127.0.0.1:3000'): TargetStatus => ({
	url,
	state,
	because: null,
	connectMs: null,
	since: 1000,
});
const through = (network: Network, host: string) => network.stamped(posted('', {headers: [['Host', host]]}));

describe('the public address', () => {
	it('is given to nobody before it is proved, nor when it is gone', () => {
		const network = new Network('/s3cret');
		expect(network.state.publicUrl).toBeNull();
		for (const [state, shown] of [
			['starting', null],
			['assigned', null],
			['live', 'https://a.example.test/s3cret'],
			['degraded', 'https://a.example.test/s3cret'],
			['dead', null],
		] as const) {
			network.setTunnel(tunnel(state));
			expect([state, network.state.publicUrl]).toEqual([state, shown]);
		}
	});

	it('is written on requests while there is one', () => {
		const network = new Network();
		expect(through(network, 'a.example.test')).not.toHaveProperty('publicUrl');
		network.setTunnel(tunnel('live'));
		expect(through(network, 'a.example.test').publicUrl).toBe('https://a.example.test');
		network.setTunnel(null);
		expect(through(network, 'a.example.test')).not.toHaveProperty('publicUrl');
	});

	it('that changes is told once, with the providers that came by the old one and nobody else', () => {
		const network = new Network();
		expect(network.setTunnel(tunnel('live'))).toBeNull();
		network.used(through(network, 'a.example.test'), 'TeleCMI');
		network.used(through(network, 'a.example.test'), 'Callr');
		network.used(through(network, 'a.example.test'), 'TeleCMI');
		network.used(through(network, '127.0.0.1:8888'), 'cllr');
		expect(network.users).toEqual(['TeleCMI', 'Callr']);
		expect(network.setTunnel(tunnel('dead'))).toBeNull();
		expect(network.setTunnel(tunnel('assigned', 'https://b.example.test'))).toBeNull();
		const change = {
			at: 1000,
			url: 'https://b.example.test',
			old: 'https://a.example.test',
			providers: ['TeleCMI', 'Callr'],
		};
		expect(network.setTunnel(tunnel('live', 'https://b.example.test'))).toEqual(change);
		expect(network.state.change).toEqual(change);
		expect(network.setTunnel(tunnel('live', 'https://b.example.test'))).toBeNull();
		expect(network.users).toEqual([]);
	});
});

describe('targets', () => {
	it('that are down name the deliveries that call-hook answered in their place, until all are up', () => {
		const network = new Network();
		network.answeredInsteadOf('http://127.0.0.1:3000', 1);
		expect(network.state.answeredInstead).toEqual([]);
		network.setTarget(target('down'));
		network.setTarget(target('up', 'http://127.0.0.1:4000'));
		network.answeredInsteadOf('http://127.0.0.1:3000', 2);
		network.answeredInsteadOf('http://127.0.0.1:4000', 3);
		expect(network.state.answeredInstead).toEqual([2]);
		expect(network.state.targets.map(({url, state}) => [url, state])).toEqual([
			['http://127.0.0.1:3000', 'down'],
			['http://127.0.0.1:4000', 'up'],
		]);
		network.setTarget(target('up'));
		expect(network.state.answeredInstead).toEqual([]);
	});
});

it('whoever asked is told of every change', () => {
	const network = new Network();
	let told = 0;
	network.onChange(() => told++);
	network.setTunnel(tunnel('live'));
	network.setTarget(target('down'));
	network.answeredInsteadOf('http://127.0.0.1:3000', 1);
	expect(told).toBe(3);
});
