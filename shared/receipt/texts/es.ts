import type { ReceiptTexts } from './texts.ts';

const plurals = new Intl.PluralRules('es');

/** From a million on Spanish counts "de puntos". */
const points = (count: number, figure: string): string => {
	switch (plurals.select(count)) {
		case 'one':
			return `${figure} punto`;
		case 'many':
			return `${figure} de puntos`;
		default:
			return `${figure} puntos`;
	}
};

export const es: ReceiptTexts = {
	notFiscal: 'NO ES UN RECIBO FISCAL',
	copy: (number) => `COPIA ${number}`,
	provisional: 'PROVISIONAL',
	till: (number) => `Caja ${number}`,
	check: (number) => `Cuenta ${number}`,
	thanks: 'Gracias.',
	thanksTo: (givenName) => `Gracias, ${givenName}.`,
	percent: (figure) => `${figure}\u00a0%`,
	share: (percent, base) => `${percent} de ${base}`,
	discount: (tier) => `Descuento ${tier}`,
	offer: 'Descuento',
	coupon: 'Cupón',
	fromSpend: (amount) => `desde ${amount}`,
	each: (price) => `${price} cada uno`,
	together: (price) => `${price} en total`,
	forPoints: (points) => `por ${points}`,
	withoutBenefit: 'sin descuento ni puntos',
	total: 'TOTAL',
	points,
	toPay: 'Por pagar',
	card: 'Tarjeta',
	balanceBefore: 'Saldo anterior',
	spent: 'Usados',
	earned: 'Esta visita',
	perStep: (given, step, base) => `${given} por cada ${step} de ${base}`,
	perVisit: 'por la visita',
	multiplied: (factor) => `extra x ${factor}`,
	birthday: 'cumpleaños',
	firstVisit: 'primera visita',
	limited: (limit) => `máximo ${limit}`,
	carried: (amount) => `${amount} de antes`,
	balanceAfter: 'Saldo nuevo',
	worth: (amount) => `valen ${amount}`,
	stamps: 'Sellos',
	stampsOf: (stamps, needed) => `${stamps} de ${needed}`,
	expireOn: (date) => `Caducan el ${date}`,
	usableFrom: (date) => `Para usar desde el ${date}`,
	tierReached: (tier) => `${tier} desde ahora`,
	tierUntil: (date) => `Hasta el ${date}`,
	keep: (slipNumber) => `Recibo ${slipNumber}. Guárdelo para devoluciones.`,
	refund: {
		title: 'DEVOLUCIÓN',
		ofSlip: (slipNumber) => `Del recibo ${slipNumber}`,
		total: 'DEVUELTO',
		inMoney: 'En dinero',
		returned: 'Devueltos',
		takenBack: 'Descontados',
		owed: 'Por recuperar',
	},
	next: {
		provisional: 'Sus puntos se confirman cuando el hotel vuelva a tener conexión.',
		reward: (reward) => `Le espera: ${reward}.`,
		step: (amount, count, figure) => `Con ${amount} más en una cuenta gana ${points(count, figure)} más.`,
		stamps: (count, figure, reward) =>
			`Le ${count === 1 ? 'falta' : 'faltan'} ${figure} ${count === 1 ? 'sello' : 'sellos'}: ${reward}.`,
		tier: (missing, tier) => `Con ${missing} más este año llega a ${tier}.`,
		expiring: (count, figure, date) => `Use ${points(count, figure)} hasta el ${date}.`,
	},
	balance: {
		greeting: 'Sus puntos.',
		greetingTo: (givenName) => `Sus puntos, ${givenName}.`,
		points: 'Saldo',
		nights: 'Noches este año',
		spend: 'Pagado este año',
		nightsOf: (count, figure) => `${figure} ${count === 1 ? 'noche' : 'noches'}`,
		// Before a figure that is spoken with an o, such as 8, a plain "o" would have to be "u".
		either: (nights, amount) => `${nights} o bien ${amount}`,
		toTier: (tier) => `Hasta ${tier}`,
	},
};
