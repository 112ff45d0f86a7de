import { beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { PinList } from '#shared/protocol/sockets.ts';
import { signInWith, type SignIn } from '../../../bridge/counter/sign-in.ts';
import { pinScryptOf, pinVerifierOf } from '../../../server/identity/keys.ts';
import { KEYS } from '../../support/hotel.ts';

const ANA = { id: 'ana' as StaffId, name: 'Ana', role: 'cashier' } as const;

type Answer = Awaited<ReturnType<SignIn>>;

const PINS: PinList = { scrypt: pinScryptOf(KEYS), staff: [{ ...ANA, verifier: await pinVerifierOf('1111', KEYS) }] };

let pins: PinList | null;
let answer: Answer;
let nowMs: number;
let signIn: SignIn;
beforeEach(() => {
	pins = PINS;
	answer = err({ code: 'server_away' });
	nowMs = 0;
	signIn = signInWith({ link: { signIn: () => Promise.resolve(answer) }, pins: () => pins, nowMs: () => nowMs });
});

describe('signing in at a till', () => {
	test('is the server’s to decide while it is there', async () => {
		answer = err({ code: 'pin_wrong', triesLeft: 2 });
		expect(await signIn('1111')).toEqual(answer);
		answer = ok({ ...ANA, name: 'Ana Maria' });
		expect(await signIn('9999')).toEqual(answer);
	});

	test('works by the list that the server has left, while it is away', async () => {
		expect(await signIn('1111')).toEqual(ok(ANA));
		expect(await signIn('9999')).toEqual(err({ code: 'pin_wrong', triesLeft: 4 }));
	});

	test('says that the server is away where it has left none', async () => {
		pins = null;
		expect(await signIn('1111')).toEqual(err({ code: 'server_away' }));
	});

	test('locks a till that guesses', async () => {
		for (let times = 0; times < 5; times++) await signIn('9999');
		expect(await signIn('1111')).toEqual(err({ code: 'pin_locked', retryInMs: 60_000 }));
		nowMs = 60_000;
		expect(await signIn('1111')).toEqual(ok(ANA));
		expect(await signIn('9999')).toEqual(err({ code: 'pin_wrong', triesLeft: 4 }));
		for (let times = 0; times < 3; times++) await signIn('9999');
		expect(await signIn('9999')).toEqual(err({ code: 'pin_locked', retryInMs: 120_000 }));
	});
});
