import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from './asked-language.ts';
import { PROBLEM_MEDIA_TYPE, problemBody, type Problem } from './problem.ts';

/** Says a problem in the language that was asked for. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
	const language = languageOf(request);
	const body = problemBody(problem, language);
	if (body.status === 401) void reply.header('www-authenticate', 'Bearer');
	return reply
		.code(body.status)
		.headers({ 'content-language': language, vary: 'Accept-Language', 'cache-control': 'no-store' })
		.type(PROBLEM_MEDIA_TYPE)
		.send(JSON.stringify(body));
}
