import { getDiffieHellman } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { beginAgreement, endAgreement, proofOf } from '../../../server/identity/pake.ts';

const CHANNEL = { pin: 'p'.repeat(43), nonce: 'ab'.repeat(16) };

/** The keys of a counter and a server that know these. */
function run(
	secrets: readonly [string, string],
	channels: readonly [typeof CHANNEL, typeof CHANNEL] = [CHANNEL, CHANNEL],
) {
	const [counter, server] = [beginAgreement(secrets[0], channels[0]), beginAgreement(secrets[1], channels[1])];
	return [
		endAgreement(counter, server.share, channels[0], true)!,
		endAgreement(server, counter.share, channels[1], false)!,
	] as const;
}

describe('two who know the same secret', () => {
	test('agree, on another key each time', () => {
		const [one, same] = run(['042137', '042137']);
		expect(one).toEqual(same);
		expect(one).toHaveLength(32);
		expect(run(['042137', '042137'])[0]).not.toEqual(one);
	});

	test.each([
		['know another server’s key', { ...CHANNEL, pin: 'q'.repeat(43) }],
		['are in another run', { ...CHANNEL, nonce: 'cd'.repeat(16) }],
	])('do not agree where they %s', (_name, other) => {
		const [one, another] = run(['042137', '042137'], [CHANNEL, other]);
		expect(one).not.toEqual(another);
	});

	test('cannot be played against themselves: a share that comes back is not the other’s', () => {
		const half = beginAgreement('042137', CHANNEL);
		const [mine, mirrored] = [true, false].map((isCounter) => endAgreement(half, half.share, CHANNEL, isCounter)!);
		expect(proofOf(mine!, 'counter')).not.toBe(proofOf(mirrored!, 'server'));
	});
});

test('who knows another secret does not agree', () => {
	for (const wrong of ['042138', '42137', '', '0421370']) {
		const [one, another] = run(['042137', wrong]);
		expect(one).not.toEqual(another);
	}
});

test('a share that would make a key that everybody knows is none, nor is one of another size', () => {
	const half = beginAgreement('042137', CHANNEL);
	const digits = half.share.length;
	const prime = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
	const shares = [0n, 1n, prime - 1n, prime, prime + 1n].map((share) => share.toString(16).padStart(digits, '0'));
	shares.push('f'.repeat(digits), half.share.slice(2), `00${half.share}`, '');
	for (const share of shares) expect(endAgreement(half, share, CHANNEL, true)).toBeNull();
});

test('a proof is of one side, and of what goes along', () => {
	const [key] = run(['042137', '042137']);
	const proofs = [
		proofOf(key, 'counter'),
		proofOf(key, 'server'),
		proofOf(key, 'server', 'a'),
		proofOf(key, 'server', 'b'),
	];
	expect(new Set(proofs).size).toBe(4);
});
