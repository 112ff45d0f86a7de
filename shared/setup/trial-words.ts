/** What a test slip writes in each language: letters that printers get wrong. */
export const TRIAL_WORDS = ['Test · 1234567890', 'Prueba · Ñandú 5 €', 'Проба · Слънце', '测试 · 阳光'] as const;

/** And what stands at the right edge of it, behind its label. */
export const TRIAL_AMOUNTS = [
	['1', '1,234.56'],
	['22', '0.05'],
] as const;
