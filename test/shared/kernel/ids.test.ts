import { expect, test } from 'vitest';
import { isUuid } from '#shared/kernel/ids.ts';

test.each([
	['3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101', true],
	['3F6C1A52-0B7E-4C8A-9D11-5A2E8F40C101', false],
	['3f6c1a520b7e4c8a9d115a2e8f40c101', false],
	['3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101\n', false],
	['9702310000000013', false],
	['', false],
])('%j as an id: %s', (text, expected) => {
	expect(isUuid(text)).toBe(expected);
});
