import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const identitySchema = z.strictObject({ model: z.string(), serial: z.string() });

const knownSchema = z.strictObject({
	/** Where the configuration says that it stands: another place is another printer. */
	place: z.string(),
	/** By GS I; `null` where it does not say, missing where nobody has asked. */
	identity: identitySchema.nullable().optional(),
	answersStatus: z.boolean(),
	answersProcessId: z.boolean(),
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
	const { identity, answersStatus } = known;
	return { ...fresh, identity, answersStatus, answersProcessId: known.answersProcessId };
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
	const { identity, answersStatus, answersProcessId } = memory;
	writeFileSync(`${path}.new`, JSON.stringify({ place, identity, answersStatus, answersProcessId }));
	renameSync(`${path}.new`, path);
}
