import { serialPort } from '../../../bridge/devices/serial-port.ts';

// Like a bridge in a quiet hour: something is waited for that does not come, and no timer helps the bytes along.
process.stdin.resume();
globalThis.setInterval = (() => ({ unref: () => undefined })) as unknown as typeof setInterval;

const port = await serialPort(() => process.argv[2]!)(new AbortController().signal);
process.stdout.write('ready\n');
for await (const chunk of port) process.stdout.write(`${chunk.length}\n`);
