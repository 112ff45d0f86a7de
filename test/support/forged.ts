import { connect } from 'node:net';

/** Names that look like a server's own and are not, as somebody would forge them. */
export function forgedNames(own: readonly string[], port: number): readonly string[] {
	const lookalikes = own.flatMap((name) => {
		const bare = name.replace(/^\[|\]$/g, '');
		return [
			...[`${bare}.evil`, `${bare}.evil.example`, `evil.${bare}`, `evil${bare}`, `${bare}evil`, `${bare}-evil`],
			...[`${bare}.`, `.${bare}`, `${bare}..`, `${bare}%00`, `${bare}%2eevil`, `${bare}_`, `x@${bare}`, `${bare}@evil`],
			...[`${bare}#`, `${bare}/`, `${bare}?`, `${bare}\\`, `${bare};`, `${bare},evil`, `"${bare}"`, `<${bare}>`],
			...[`[${bare}.evil]`, `${bare}:evil`, `xn--${bare}-abc`, `${bare}\t`, `evil ${bare}`],
		];
	});
	const numbers = [
		...['0.0.0.0', '0', '2130706433', '0x7f000001', '0x7f.0.0.1', '017700000001', '0177.0.0.1', '127.1', '127.0.1'],
		...[
			'127.0.0.2',
			'127.255.255.254',
			'::',
			'::1',
			'[::]',
			'[::ffff:127.0.0.1]',
			'[::ffff:7f00:1]',
			'[0:0:0:0:0:0:0:1]',
		],
		...['[::1%25lo]', '[0000::1]', '[::2]', '[fe80::1]', '10.0.0.5', '192.168.1.1', '169.254.169.254'],
	];
	const names = [
		...[
			'evil.example',
			'localhost6',
			'ip6-localhost',
			'localhost.localdomain',
			'local',
			'loopback',
			'null',
			'undefined',
		],
		...[
			'locaIhost',
			'l0calhost',
			'lоcalhost',
			'ｌｏｃａｌｈｏｓｔ',
			'xn--lcalhost-d5f',
			'xn--localhost',
			'127。0。0。1',
			'①②⑦.0.0.1',
		],
		...['*', '*.localhost', '', ' ', '-', '..', 'host.docker.internal', 'lvh.me', 'localtest.me', '127.0.0.1.nip.io'],
	];
	return [...lookalikes, ...numbers, ...names].map((name) => `${name}:${port}`);
}

/** What no server of ours is called, with schemes and ports that make it another origin. */
export function forgedOrigins(scheme: string, own: readonly string[], port: number): readonly string[] {
	const other = scheme === 'http' ? 'https' : 'http';
	const ports = [port + 1, port - 1, 80, 443, 0, 65_536].map((one) => `:${one}`);
	return [
		...forgedNames(own, port).map((authority) => `${scheme}://${authority}`),
		...own.flatMap((name) => [
			...[...ports, '', ':', `:0${port}`, `:${port} `, `:${port}.evil`, `:${port}@evil.example`, `:${port}/`].map(
				(tail) => `${scheme}://${name}${tail}`,
			),
			...[other, 'ws', 'wss', 'file', 'chrome-extension', 'HTTP', '', 'blob:http'].map(
				(one) => `${one}://${name}:${port}`,
			),
			...[`${name}:${port}`, `//${name}:${port}`, `${scheme}:${name}:${port}`, `${scheme}://${name}:${port}, null`],
		]),
		...['null', 'undefined', '*', 'file://', 'about:blank', 'data:', `${scheme}://`, ' '],
	].filter((origin) => !own.some((name) => origin.trimEnd() === `${scheme}://${name}:${port}`));
}

/** What one request is answered with: the status, or 0 where the connection just ends. */
export function statusOf(port: number, line: string, headers: Readonly<Record<string, string>>): Promise<number> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		let text = '';
		const done = (): void => {
			socket.destroy();
			resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0));
		};
		socket.on('error', done).on('close', done);
		socket.on('data', (bytes: Buffer) => {
			text += bytes.toString('latin1');
			if (text.includes('\r\n')) done();
		});
		const said = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
		socket.write(`${line} HTTP/1.1\r\n${said.join('')}\r\n`);
	});
}

export const UPGRADE = {
	connection: 'Upgrade',
	upgrade: 'websocket',
	'sec-websocket-version': '13',
	'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
} as const;
