import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readerSchema } from './devices/reader-config.ts';
import { printerSchema } from './printing/printer-config.ts';

/** What finds room on a counter. */
const READERS_MAX = 4;

const port = z.int().min(0).max(65_535);

const configSchema = z.strictObject({
	/** A till is the cashier's, a kiosk the guest's. */
	role: z.enum(['till', 'kiosk']),
	/** Where the server is: `http://127.0.0.1:4700` beside it, `https://server:4700` from elsewhere. */
	serverUrl: z.url(),
	/** The SHA-256 of the server's public key, base64url. The counter speaks over TLS to nobody else. */
	serverPin: z
		.string()
		.regex(/^[\w-]{43}$/)
		.optional(),
	deviceKey: z.string().min(1),
	/** Port of the pages on loopback; 0 lets the system choose. */
	port,
	/** The built screens. */
	screensFolder: z.string().min(1),
	/** Demo only: devices that are not there. */
	simulate: z.boolean().default(false),
	/** Outbox and spool lie here. */
	stateFolder: z.string().min(1),
	/** A card reader, a scanner beside it; none where only readers type that pose as keyboards. */
	readers: z.array(readerSchema).max(READERS_MAX),
	printer: printerSchema.nullable(),
});

export type BridgeConfig = z.infer<typeof configSchema>;

/** @throws with a sentence that names the file and what is wrong in it */
export function readBridgeConfig(path: string): BridgeConfig {
	const parsed = configSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
	if (!parsed.success) throw new Error(`${path} is not a bridge's configuration: ${z.prettifyError(parsed.error)}`);
	const { protocol, hostname } = new URL(parsed.data.serverUrl);
	if (protocol === 'https:' ? parsed.data.serverPin === undefined : protocol !== 'http:' || !isLoopback(hostname)) {
		throw new Error(
			`${path} names the server ${parsed.data.serverUrl}: beyond this machine it has to be paired over https with "retorno join".`,
		);
	}
	return parsed.data;
}

const isLoopback = (host: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(host);
