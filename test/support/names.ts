/** Common parts of names, from which a thousand guests of four languages are made. None of them is anybody. */
const PARTS = {
	es: [
		'José María Ángel Núñez Muñoz Íñigo Begoña Óscar Güell Peña Martínez López Zúñiga Sánchez Ramírez Ibáñez Yáñez',
		'García Fernández Álvarez Gómez Ruiz Díaz Domínguez Vázquez Benítez Méndez Cortés Guzmán Ortiz Castaño Ureña',
	],
	bg: [
		'Георги Димитър Йоана Цветелина Щерьо Жечо Юлия Яна Хараламби Ѝоана Стоян Пламен Росица Ъгленка Фани Венелин',
		'Петров Иванова Георгиев Димитрова Щерев Жечева Цанков Юруков Янева Хаджиева Фердинандов Величкова Кьосев Ьшева',
	],
	en: [
		'Alice Zoë Chloë Siân Seán Maëlle Brontë O’Brien André Renée Łukasz Søren Åsa Jürgen Çağla Đorđe Őrs Ștefan',
		'Brown Smith D’Arcy Fitzgerald Müller Sørensen Björk Novák Kovačević Łoś Ağaoğlu Şahin Ťažký Ÿ Châtelet Öz',
	],
} as const;

const SURNAMES_ZH =
	'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢';
const GIVEN_ZH =
	'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文斌宇浩轩子涵梓萱欣怡雨桐诗琪思远嘉懿鑫瑞博睿婷佳雪晨曦';

/** So many names, the same at every call, a quarter of them of each language. */
export function someNames(count: number): string[] {
	return Array.from({ length: count }, (_, index) => {
		const pick = (parts: readonly string[], step: number): string => parts[(index * step) % parts.length]!;
		const language = (['es', 'bg', 'en', 'zh'] as const)[index % 4]!;
		if (language === 'zh') return pick([...SURNAMES_ZH], 7) + pick([...GIVEN_ZH], 5) + pick([...GIVEN_ZH], 11);
		const [given, family] = PARTS[language].map((words) => words.split(' '));
		return `${pick(given!, 3)} ${pick(family!, 5)}`;
	});
}
