import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { Result } from '#shared/kernel/result.ts';
import type { Pairing, PairingRefusal } from '../identity/pairing.ts';

export const PAIRING_PREFIX = '/pair';

const SHARE_DIGITS = 768;
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

const beginSchema = z.strictObject({ ticket: hex(32).nullable(), nonce: hex(32), share: hex(SHARE_DIGITS) });
const finishSchema = z.strictObject({ session: hex(32), proof: hex(64) });

/** Two messages of some hundred bytes. */
const BODY_BYTES_MAX = 4_096;

type Refusal = PairingRefusal | { readonly code: 'pairing_needs_tls' | 'request_malformed' };

const STATUS: Readonly<Record<Refusal['code'], number>> = {
	pairing_needs_tls: 403,
	request_malformed: 400,
	pairing_busy: 429,
	pairing_closed: 409,
	pairing_wrong: 403,
};

/** Where a counter that has no key yet gets one. Only over TLS that ends here: the key that the counter sees is proven. */
export function servePairing(app: FastifyInstance, pairing: Pairing): void {
	const options = { bodyLimit: BODY_BYTES_MAX };
	app.post('/begin', options, (request, reply) =>
		answer(request, reply, beginSchema, (begin) => Promise.resolve(pairing.begin(begin, request.ip))),
	);
	app.post('/finish', options, (request, reply) =>
		answer(request, reply, finishSchema, (finish) => pairing.finish(finish, request.ip)),
	);
}

async function answer<Question, Value>(
	request: FastifyRequest,
	reply: FastifyReply,
	schema: z.ZodType<Question>,
	ask: (question: Question) => Promise<Result<Value, PairingRefusal>>,
): Promise<FastifyReply> {
	const refuse = (refusal: Refusal) => reply.code(STATUS[refusal.code]).send(refusal);
	void reply.header('cache-control', 'no-store');
	if (!(request.raw.socket as TLSSocket).encrypted) return refuse({ code: 'pairing_needs_tls' });
	const question = schema.safeParse(request.body);
	if (!question.success) return refuse({ code: 'request_malformed' });
	const answered = await ask(question.data);
	return answered.ok ? reply.send(answered.value) : refuse(answered.error);
}
