import type { ConflictTexts } from '../texts.ts';

export const es: ConflictTexts = {
	'conflict.unbooked': 'Pagado y sin anotar',
	'conflict.debt': 'Pagado con puntos que ya no estaban',
	'conflict.number': 'Recibo {number}',
	'conflict.check': 'cuenta {number}',
	'conflict.nobody': 'sin cliente',
	'conflict.unknown': 'un cliente desconocido aquí',
	'conflict.why': 'Por qué, y qué hacer',
	'conflict.why-check_duplicate': 'Otra visita ocupa esta cuenta.',
	'conflict.why-cashier_unknown': 'El servidor ya no conoce al cajero.',
	'conflict.why-outlet_unknown': 'El servidor ya no conoce este local.',
	'conflict.why-member_not_found': 'El servidor ya no conoce al cliente.',
	'conflict.why-time_in_future': 'El reloj de esta caja iba adelantado.',
	'conflict.why-other': 'El servidor la rechazó: {code}.',
	'conflict.do-unbooked': 'El dinero queda cobrado. Dé el número del recibo a la oficina, que la anota o la archiva.',
	'conflict.why-debt': {
		one: 'Está anotada. El cliente debe {count}\u00a0punto; lo devuelven las próximas visitas.',
		other: 'Está anotada. El cliente debe {count}\u00a0puntos; los devuelven las próximas visitas.',
	},
	'conflict.do-debt': 'Dígaselo al cliente cuando vuelva.',
	'conflict.list': 'Por revisar',
	'conflict.back': 'Volver',
	'conflict.pin': 'PIN del supervisor',
	'conflict.signs': 'lo ha revisado',
	'conflict.forbidden': 'Este PIN no puede. Llame a un supervisor.',
	'conflict.not-saved': 'Esta caja no puede guardar. Llame al encargado.',
};
