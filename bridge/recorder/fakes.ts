import { createHmac, randomBytes } from 'node:crypto';
import type { CardPattern } from '#shared/card/card.ts';
import { areDigits, leadingValue } from '#shared/card/digits.ts';
import { passesLuhn } from '#shared/card/luhn.ts';
import { isOurs } from '#shared/card/pattern.ts';
import { isInPaymentRange } from '#shared/card/payment-number.ts';
import type { Fakes as CardFakes } from '#shared/card/redaction.ts';

/** Any issuer of driving licences, which are told by their first six digits. */
const LICENCE_ISSUER = '636000';
/** More signs in a row must not stay what they were; so many do by chance. */
const KEPT_MAX = 3;
const ATTEMPTS_MAX = 4_000;

/**
 * Other cards in the place of those that were read: of the same length and kind, the same one for the same card, and
 * nothing leads back once the key is gone. The key never leaves this object.
 */
export class Fakes implements CardFakes {
	readonly #key: Uint8Array;

	/** @param key a test has its own */
	constructor(key: Uint8Array = randomBytes(32)) {
		this.#key = key;
	}

	/**
	 * Other digits for a run of digits. A member's number keeps the prefix of all the house's cards; a bank's stays one of a
	 * bank, a licence one of a licence.
	 *
	 * @param isDiscretionary what stands behind a number on its stripe
	 */
	digits(run: Uint8Array, patterns: readonly CardPattern[], isDiscretionary = false): Uint8Array {
		const pattern = patterns.find((one) => one.medium !== 'rfid' && isOurs(run, one.medium, [one]));
		const prefix = pattern?.prefix ?? (isLicence(run) ? LICENCE_ISSUER : '');
		const wanted = kindOf(run, patterns, isDiscretionary);
		let fake = run;
		for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
			fake = this.#random('digits', run, attempt).map((byte) => 0x30 + (byte % 10));
			fake.set(Uint8Array.from(prefix, (digit) => digit.charCodeAt(0)));
			if (passesLuhn(run) !== passesLuhn(fake)) turnLuhn(fake);
			if (kindOf(fake, patterns, isDiscretionary) === wanted && !isAlike(run, fake, prefix.length)) break;
		}
		return fake;
	}

	/** Other bytes for the serial number of a tag; a member's keeps the prefix of all the house's tags. */
	tag(serial: Uint8Array, patterns: readonly CardPattern[]): Uint8Array {
		const hex = ascii(hexOf(serial));
		const pattern = patterns.find((one) => isOurs(hex, 'rfid', [one]));
		const isOurTag = pattern !== undefined;
		for (let attempt = 0; ; attempt++) {
			const fake = hexOf(this.#random('tag', serial, attempt));
			const prefix = pattern?.prefix ?? (isChanging(serial) ? hexOf(serial.subarray(0, 1)) : '');
			const bytes = Uint8Array.from(Buffer.from(prefix + fake.slice(prefix.length), 'hex'));
			const isOther = Buffer.compare(bytes, serial) !== 0 && isOurs(ascii(hexOf(bytes)), 'rfid', patterns) === isOurTag;
			if ((isOther && isChanging(bytes) === isChanging(serial)) || attempt >= ATTEMPTS_MAX) return bytes;
		}
	}

	/** Other letters, each of its kind: large, small, or a byte of another alphabet. */
	letters(run: Uint8Array): Uint8Array {
		for (let attempt = 0; ; attempt++) {
			const random = this.#random('letters', run, attempt);
			const fake = run.map((byte, index) => letterLike(byte, random[index]!));
			if (!isAlike(run, fake, 0) || attempt >= ATTEMPTS_MAX) return fake;
		}
	}

	#random(kind: string, plain: Uint8Array, attempt: number): Uint8Array {
		const bytes = new Uint8Array(plain.length);
		for (let at = 0, block = 0; at < bytes.length; block++) {
			const digest = createHmac('sha256', this.#key).update(`${kind} ${attempt} ${block} `).update(plain).digest();
			bytes.set(digest.subarray(0, bytes.length - at), at);
			at += digest.length;
		}
		return bytes;
	}
}

/** What the classifier makes of digits, as far as it matters. */
function kindOf(run: Uint8Array, patterns: readonly CardPattern[], isDiscretionary: boolean): string {
	const behindFormat = run.subarray(2);
	return [
		isLicence(run),
		isInPaymentRange(run),
		isInPaymentRange(behindFormat) && passesLuhn(behindFormat),
		patterns.some(({ medium }) => medium !== 'rfid' && isOurs(run, medium, patterns)),
		isDiscretionary && isDated(run),
	].join();
}

function isLicence(run: Uint8Array): boolean {
	const issuer = areDigits(run) ? leadingValue(run, 6) : undefined;
	return issuer !== undefined && (issuer === 604_425 || (issuer >= 636_000 && issuer <= 636_062));
}

/** Expiry and service code. Source: ISO/IEC 7813. */
function isDated(run: Uint8Array): boolean {
	const month = run.length < 7 ? 0 : leadingValue(run.subarray(2), 2)!;
	return month >= 1 && month <= 12 && [1, 2, 5, 6, 7, 9].includes(run[4]! - 0x30);
}

/** One more in the last digit is never a right check digit; one of ten is. */
function turnLuhn(digits: Uint8Array): void {
	const last = digits.length - 1;
	const isRight = passesLuhn(digits);
	do digits[last] = 0x30 + ((digits[last]! - 0x30 + 1) % 10);
	while (passesLuhn(digits) === isRight);
}

/** @param from where the public prefix ends */
function isAlike(run: Uint8Array, fake: Uint8Array, from: number): boolean {
	let kept = 0;
	for (let at = from; at < run.length; at++) {
		kept = run[at] === fake[at] ? kept + 1 : 0;
		if (kept > KEPT_MAX) return true;
	}
	return false;
}

/** A telephone's tag has another number each time. Source: NXP AN10927. */
const isChanging = (serial: Uint8Array): boolean => serial.length === 4 && serial[0] === 0x08;

/** UTF-8 stays UTF-8: first bytes of a letter become such of as long ones, and those that follow others that follow. */
function letterLike(byte: number, random: number): number {
	if (byte >= 0x41 && byte <= 0x5a) return 0x41 + (random % 26);
	if (byte >= 0x61 && byte <= 0x7a) return 0x61 + (random % 26);
	if (byte < 0x80) return byte;
	if (byte < 0xc0) return 0x80 + (random % 64);
	if (byte < 0xe0) return 0xc2 + (random % 30);
	if (byte < 0xf0) return 0xe1 + (random % 12);
	return byte < 0xf8 ? 0xf1 + (random % 3) : 0xf8 + (random % 8);
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
