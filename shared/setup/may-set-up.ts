import type { StaffView } from '../protocol/views.ts';

/** Whether somebody may set the devices of a counter up. */
export const maySetUp = ({ role }: Pick<StaffView, 'role'>): boolean => role !== 'cashier';
