import { scrypt, timingSafeEqual } from 'node:crypto';
import { countRight, countTry, countWrong, NO_TRIES } from '#shared/counter/pin-tries.ts';
import type { Away } from '#shared/counter/state.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { PinList } from '#shared/protocol/sockets.ts';
import type { SignInRefusal, StaffView } from '#shared/protocol/views.ts';
import type { ServerLink } from '../link/server-link.ts';

export type SignIn = (pin: string) => Promise<Result<StaffView, SignInRefusal | Away>>;

type Parts = {
	readonly link: Pick<ServerLink, 'signIn'>;
	/** As the server last told them; `null` before it was met. */
	readonly pins: () => PinList | null;
	/** Milliseconds of a clock that never jumps. */
	readonly nowMs: () => number;
};

/** Signs staff in: the server says who it is, and where that is away, the list that it has left here. */
export function signInWith({ link, pins, nowMs }: Parts): SignIn {
	let tries = NO_TRIES;
	return async (pin) => {
		const answer = await link.signIn(pin);
		const known = pins();
		if (answer.ok || answer.error.code !== 'server_away' || !known) return answer;

		const counted = countTry(tries, nowMs());
		if (!counted.ok) return counted;
		tries = counted.value;
		const found = await staffOf(pin, known);
		if (found) {
			tries = countRight(tries, found);
			return ok(found);
		}
		const wrong = countWrong(tries, nowMs());
		tries = wrong.tries;
		return err(wrong.refusal);
	};
}

async function staffOf(pin: string, { scrypt: cost, staff }: PinList): Promise<StaffView | undefined> {
	const verifier = await verifierOf(pin, cost);
	const found = staff.find((one) => timingSafeEqual(Buffer.from(one.verifier, 'hex'), verifier));
	return found && { id: found.id, name: found.name, role: found.role };
}

const VERIFIER_BYTES = 32;

const verifierOf = (pin: string, { salt, ...cost }: PinList['scrypt']): Promise<Buffer> =>
	new Promise((resolve, reject) => {
		scrypt(pin, Buffer.from(salt, 'hex'), VERIFIER_BYTES, cost, (cause, key) => (cause ? reject(cause) : resolve(key)));
	});
