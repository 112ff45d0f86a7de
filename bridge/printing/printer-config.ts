import { z } from 'zod';
import { deviceFilePrinter } from './device-file-printer.ts';
import { CAUTIOUS, PROFILE_NAMES, type ProfileName } from './profile.ts';
import type { PrinterMemory } from './printer-memory.ts';
import { serialPrinter } from './serial-printer.ts';
import { tcpPrinter } from './tcp-printer.ts';
import type { Transport } from './transport.ts';

/** A guest has gone long before: a slip that waited so long is only printed when somebody says so. */
const SLIP_MINUTES = 10;

const pulseMs = z.int().min(2).max(510).multipleOf(2);

const printer = z.strictObject({
	/** `null`: what the printer says of its make tells. */
	profile: z.enum(PROFILE_NAMES).nullable().default(null),
	/** A picture of the house's mark, PNG. */
	logo: z.string().min(1).nullable().default(null),
	/** A cash drawer at the printer, opened by the first slip of each bill on which money moves. */
	drawer: z
		.strictObject({
			pin: z.union([z.literal(2), z.literal(5)]),
			onMs: pulseMs.default(100),
			offMs: pulseMs.default(200),
			/** The level of its contact that means open; `null`: nobody looks. */
			openIs: z.enum(['high', 'low']).nullable().default(null),
		})
		.nullable()
		.default(null),
	/** The number that the printer says of itself: only this one gets slips, also where another one was known before. */
	serial: z.string().min(1).max(64).nullable().default(null),
	slipMinutes: z.int().min(1).max(600).default(SLIP_MINUTES),
});

/** Printers drop a line that was idle for five minutes; whoever shares one lets go much sooner. */
const IDLE_SECONDS_MAX = 240;
const IDLE_SECONDS = 60;

export const printerSchema = z.union([
	printer.extend({
		kind: z.literal('tcp').default('tcp'),
		host: z.string().min(1),
		port: z.int().min(0).max(65_535),
		/** Other machines print on it too: the line is closed after `idleSeconds` without a slip. */
		shared: z.boolean().default(false),
		idleSeconds: z.int().min(1).max(IDLE_SECONDS_MAX).default(IDLE_SECONDS),
		/** Where the network has given the printer another address, it is looked for there. */
		follow: z.boolean().default(true),
	}),
	printer.extend({
		kind: z.literal('serial'),
		path: z.string().min(1),
		baudRate: z.int().positive().default(19_200),
		flow: z.enum(['rts_cts', 'xon_xoff', 'none']).default('rts_cts'),
	}),
	/** A character file such as `/dev/usb/lp0`. */
	printer.extend({ kind: z.literal('device'), path: z.string().min(1) }),
]);

/** What stands in the configuration; what is left out has its default. */
export type PrinterConfig = z.input<typeof printerSchema>;
export type WholeConfig = z.output<typeof printerSchema>;

export const wholeConfig = (config: PrinterConfig): WholeConfig => printerSchema.parse(config);

export function transportOf(config: WholeConfig): Transport {
	switch (config.kind) {
		case 'tcp':
			return tcpPrinter(config);
		case 'serial':
			return serialPrinter(config);
		case 'device':
			return deviceFilePrinter(config);
	}
}

export type TcpConfig = Extract<WholeConfig, { kind: 'tcp' }>;

/** The same printer where it is now. */
export const standingAt = <Config extends WholeConfig>(
	config: Config,
	{ movedTo }: Pick<PrinterMemory, 'movedTo'>,
): Config => (config.kind === 'tcp' && config.follow && movedTo !== undefined ? { ...config, host: movedTo } : config);

/** By what it is known which printer is meant: another place is another printer. */
export const placeOf = (config: WholeConfig): string =>
	config.kind === 'tcp' ? `tcp:${config.host}:${config.port}` : `${config.kind}:${config.path}`;

/** For people. */
export const nameOf = (config: WholeConfig): string =>
	config.kind === 'tcp' ? `${config.host}:${config.port}` : config.path;

/** What the printer can do, as far as somebody or the printer itself has said. */
export const profileOf = (config: WholeConfig, memory: Pick<PrinterMemory, 'profile'>): ProfileName =>
	config.profile ?? memory.profile ?? CAUTIOUS;

/** How long a line without a slip stays open; for ever where nobody else wants it. */
export const idleMsMaxOf = (config: WholeConfig): number =>
	config.kind === 'tcp' && config.shared ? config.idleSeconds * 1_000 : Infinity;
