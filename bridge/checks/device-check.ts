import { udevRule } from '#shared/self-check/udev-rule.ts';
import type { DeviceFile } from '../devices/reader-place.ts';
import { holdersOf, type Holder } from './holders.ts';
import type { Machine } from './surroundings.ts';

/** Why a device file cannot be used. `rule`: the line that would let this counter have it. */
export type Hindrance =
	| { readonly kind: 'absent' }
	| { readonly kind: 'forbidden'; readonly rule: string }
	| { readonly kind: 'group'; readonly user: string; readonly group: string }
	| ({ readonly kind: 'held' } & Holder);

/** Serial lines of the mainboard belong to this group, and no rule by make can name them. */
const LINES_GROUP = 'dialout';
const PRINTERS_GROUP = 'lp';

/**
 * Looks at a device file without opening it.
 *
 * @param bridgePid whose having it is right; `null`: nobody's
 */
export async function hindranceOf(
	{ path, subsystem, usb }: DeviceFile,
	machine: Machine,
	bridgePid: number | null,
): Promise<Hindrance | null> {
	const may = await machine.mayUse(path);
	if (may === null) return { kind: 'absent' };
	if (!may) {
		const { user, group } = await machine.who();
		if (usb) return { kind: 'forbidden', rule: udevRule({ subsystem, ...usb }, group) };
		return { kind: 'group', user, group: subsystem === 'usbmisc' ? PRINTERS_GROUP : LINES_GROUP };
	}
	const holder = (await holdersOf(path, machine.proc)).find(({ pid }) => pid !== bridgePid);
	return holder ? { kind: 'held', ...holder } : null;
}
