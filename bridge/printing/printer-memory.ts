import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { PROFILE_NAMES, type ProfileName } from './profile.ts';

const identitySchema = z.strictObject({ model: z.string(), serial: z.string() });

const knownSchema = z.strictObject({
	/** Where the configuration says that it stands: another place is another printer. */
	place: z.string(),
	/** By GS I; `null` where it does not say, missing where nobody has asked. */
	identity: identitySchema.nullable().optional(),
	answersStatus: z.boolean(),
	answersProcessId: z.boolean(),
	/** By its make; `null` where that tells nothing, missing where nobody has asked. */
	profile: z.enum(PROFILE_NAMES).nullable().optional(),
	/** The hardware address of a network printer. */
	mac: z.string().optional(),
	/** Where it stands now, where that is not the address of the configuration. */
	movedTo: z.string().optional(),
});

/** Which printer this is, as it says itself. */
export type PrinterIdentity = z.infer<typeof identitySchema>;

/** What is known of a printer beyond one connection. */
export type PrinterMemory = {
	/** Which one it is. `undefined`: nobody has asked. `null`: it does not say. */
	identity: PrinterIdentity | null | undefined;
	/** It has answered a question about its state: silence means that it is gone. */
	answersStatus: boolean;
	/** It knows GS ( H, as far as anybody knows. */
	answersProcessId: boolean;
	/** What it can do, by its make. `undefined`: nobody has asked. `null`: that tells nothing. */
	profile: ProfileName | null | undefined;
	/** The hardware address of a network printer, where this machine could see it. */
	mac: string | undefined;
	/** Its address, where that is not the one of the configuration any more. */
	movedTo: string | undefined;
	/** A slip broke off: the printer may wait for the rest of a picture. */
	brokeOff: boolean;
	/** The roll was seen to be nearly used up, and nobody has touched it since. */
	rollLow: boolean;
};

/** Before anything was asked. @param answersProcessId what its profile promises */
export const freshMemory = (answersProcessId: boolean): PrinterMemory => ({
	identity: undefined,
	answersStatus: false,
	answersProcessId,
	...{ profile: undefined, mac: undefined, movedTo: undefined },
	brokeOff: false,
	rollLow: false,
});

/**
 * What an earlier run learned of the printer at this place. A file that is missing, damaged or of another place says
 * nothing: the printer is asked again.
 */
export function recallPrinter(path: string, place: string, answersProcessId: boolean): PrinterMemory {
	const fresh = freshMemory(answersProcessId);
	const known = readKnown(path);
	if (known?.place !== place) return fresh;
	const { place: _place, ...told } = known;
	return { ...fresh, ...told };
}

function readKnown(path: string): z.infer<typeof knownSchema> | undefined {
	try {
		return knownSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
	} catch {
		return undefined;
	}
}

/** Whole or not at all. @throws where the disk does not take it */
export function keepPrinter(path: string, place: string, memory: PrinterMemory): void {
	const { brokeOff: _brokeOff, rollLow: _rollLow, ...told } = memory;
	writeFileSync(`${path}.new`, JSON.stringify({ place, ...told }));
	renameSync(`${path}.new`, path);
}
