/** Who takes money back and puts away what nobody could book, at a till and at the server; cashiers ask them for their PIN. */
export const mayApprove = (role: string): boolean => role === 'supervisor' || role === 'manager';
