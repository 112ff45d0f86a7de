import { describe, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

describe('where a server listens', () => {
	test('is this machine alone unless said', () => {
		expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 4700, certificate: null });
	});

	test('is said by the environment, with the names and proxies of the house', () => {
		const env = {
			RETORNO_SERVER_HOST: '0.0.0.0',
			RETORNO_SERVER_NAMES: 'a.example, b',
			RETORNO_TRUST_PROXY: '10.0.0.1',
		};
		expect(readConfig(env)).toMatchObject({
			host: '0.0.0.0',
			entrance: { names: ['a.example', 'b'], trustProxy: ['10.0.0.1'] },
		});
	});

	test.each([
		[{ RETORNO_TRUST_PROXY: 'proxy.example' }, /no address of a proxy/],
		[{ RETORNO_TLS_CERT: 'a.crt' }, /set both or none/],
		[{ RETORNO_SERVER_PORT: '70000' }, /a port is a number/],
	])('%o is refused', (env, sentence) => {
		expect(() => readConfig(env)).toThrow(sentence);
	});
});
