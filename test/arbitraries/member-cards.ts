import fc from 'fast-check';

/** Numbers of the demo hotel: 970231, nine digits, a check digit. */
export const memberNumber = (): fc.Arbitrary<string> => fc.nat(999_999_999).map((serial) => memberNumberOf(serial));

export function memberNumberOf(serial: number): string {
	const body = `970231${String(serial).padStart(9, '0')}`;
	return [...'0123456789'].map((digit) => body + digit).find(isLuhn)!;
}

function isLuhn(number: string): boolean {
	const sum = [...number].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return sum % 10 === 0;
}
