import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { greet, neighboursIn } from '../../../bridge/printing/neighbours.ts';

const TABLE = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.50     0x1         0x2         00:26:AB:11:22:33     *        eth0
192.168.1.73     0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.80     0x1         0x6         00:17:c8:44:55:66     *        eth0
`;

test('the neighbours are those that have answered', () => {
	expect([...neighboursIn(TABLE)]).toEqual([
		['192.168.1.50', '00:26:ab:11:22:33'],
		['192.168.1.80', '00:17:c8:44:55:66'],
	]);
});

test.each(['', 'no table at all', 'IP address\n\n   \n1.2.3.4'])('a table without any: %j', (table) => {
	expect(neighboursIn(table).size).toBe(0);
});

test('each address gets one empty datagram, and an address without a machine stops nobody', async () => {
	const socket = createSocket('udp4').bind(0, '127.0.0.3');
	await once(socket, 'listening');
	const heard: number[] = [];
	socket.on('message', ({ length }) => heard.push(length));
	await greet(['127.0.0.2', '240.0.0.1', '127.0.0.3'], socket.address().port, new AbortController().signal);
	socket.close();
	expect(heard).toEqual([0]);
});

test('nobody is greeted once it has ended', async () => {
	const socket = createSocket('udp4').bind(0, '127.0.0.4');
	await once(socket, 'listening');
	const ending = new AbortController();
	let heard = 0;
	socket.on('message', () => {
		heard++;
		ending.abort();
	});
	await greet(Array<string>(20).fill('127.0.0.4'), socket.address().port, ending.signal);
	await greet(['127.0.0.2'], socket.address().port, new AbortController().signal);
	socket.close();
	expect(heard).toBe(1);
});
