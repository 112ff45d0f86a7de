/** A reader of the configuration, as it stands to one device. */
export type Candidate = {
	/** It could be this device, by all that the configuration says. */
	readonly fits: boolean;
	/** Where it is known to be plugged in; `undefined`: nobody had to know. */
	readonly socket: string | undefined;
};

/**
 * Which reader of the configuration a device is. Of some that look alike one is known by its place alone; a reader whose
 * place is not known, or empty, is one of the others only where there are no more devices than readers.
 *
 * @param place where the device is plugged in, `null` where that says nothing
 * @param alike the places of all devices that look like it, its own among them
 * @returns its index; `undefined`: it is none of them
 */
export function whichReader(
	readers: readonly Candidate[],
	{ place, alike }: { readonly place: string | null; readonly alike: readonly string[] },
): number | undefined {
	const fitting = [...readers.entries()].filter(([, { fits }]) => fits);
	const inPlace = fitting.find(([, { socket }]) => socket !== undefined && socket === place);
	const open = fitting.filter(([, { socket }]) => socket === undefined || !alike.includes(socket));
	const [index] = inPlace ?? (fitting.length >= alike.length ? open[0] : undefined) ?? [];
	return index;
}
