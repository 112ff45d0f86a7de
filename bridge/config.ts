import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { readerSchema } from './devices/reader-config.ts';
import { printerSchema } from './printing/printer-config.ts';

/** What finds room on a counter. */
export const READERS_MAX = 4;

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

/**
 * What a configuration says, or what is wrong with it, in a sentence without a full stop. It repeats nothing of what stands
 * there, because a key does.
 */
export function parseBridgeConfig(text: string): Result<BridgeConfig, string> {
	const json = jsonOf(text);
	if (!json.ok) return err('it is no JSON');
	const parsed = configSchema.safeParse(json.value);
	if (!parsed.success) return err(parsed.error.issues.map(sayIssue).join('; '));
	const { serverUrl, serverPin } = parsed.data;
	const { protocol, hostname } = new URL(serverUrl);
	const isReachable = protocol === 'https:' ? serverPin !== undefined : protocol === 'http:' && isLoopback(hostname);
	if (isReachable) return ok(parsed.data);
	return err(
		`it names the server ${serverUrl}, which beyond this machine has to be paired over https with "retorno join"`,
	);
}

/** @throws with a sentence that names the file and what is wrong in it */
export function readBridgeConfig(path: string): BridgeConfig {
	const parsed = parseBridgeConfig(readFileSync(path, 'utf8'));
	if (!parsed.ok) throw new Error(`${path} is not a bridge's configuration: ${parsed.error}.`);
	return parsed.value;
}

/** A configuration without its keys, for whoever helps from afar; `null` where it cannot be read. */
export function redactedConfig(text: string): object | null {
	const parsed = parseBridgeConfig(text);
	if (!parsed.ok) return null;
	const { deviceKey: _key, serverPin: _pin, ...rest } = parsed.value;
	return rest;
}

function jsonOf(text: string): Result<unknown, null> {
	try {
		return ok(JSON.parse(text));
	} catch {
		return err(null);
	}
}

const sayIssue = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.') || 'the whole'}: ${message}`;

const isLoopback = (host: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(host);
