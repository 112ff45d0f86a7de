import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { KNOWN_HID, UDEV_FILE, udevRule, type GuardedDevice } from '#shared/self-check/udev-rule.ts';
import type { LocalCounter } from '../counter-config.ts';
import type { InstalledFile } from './units.ts';

const usb = z.object({ vendorId: z.number(), productId: z.number() });

/** Of a bridge's configuration what units and rules are made of; the rest is the bridge's. */
const configSchema = z.object({
	port: z.int().min(0),
	readers: z.array(
		z.object({ kind: z.string(), usb: usb.optional(), ids: usb.optional(), path: z.string().optional() }),
	),
	printer: z.object({ kind: z.string().default('tcp'), path: z.string().optional() }).nullable(),
});

type Config = z.infer<typeof configSchema>;

export const readInstalled = ({ configPath }: LocalCounter): Config =>
	configSchema.parse(JSON.parse(readFileSync(configPath, 'utf8')));

/** Rules for exactly the makes of device that the counters of this machine use. A device that is named by its path alone gets none. */
export function udevFile(configs: readonly Config[], group: string): InstalledFile {
	const devices = configs.flatMap(({ readers }) => readers.flatMap(devicesOf));
	const rules = [...new Set(devices.map((device) => udevRule(device, group)))].sort();
	const paths = configs.flatMap(({ readers, printer }) => [...readers, ...(printer ? [printer] : [])]);
	const notes = paths.flatMap(({ path }) =>
		path === undefined
			? []
			: [`# ${JSON.stringify(path)}: "retorno doctor" names its rule where it may not be opened.`],
	);
	return { path: UDEV_FILE, text: [...rules, ...new Set(notes), ''].join('\n') };
}

function devicesOf({ kind, usb, ids }: Config['readers'][number]): readonly GuardedDevice[] {
	if (kind === 'hid') return (ids ? [ids] : KNOWN_HID).map((make) => ({ subsystem: 'hidraw', ...make }));
	return usb ? [{ subsystem: 'tty', ...usb }] : [];
}
