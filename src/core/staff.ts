/** Who may call REST; what each may do stands in the route table. */
export const ROLES = ["receptionist", "doctor", "clinic_admin", "operator", "integrator"] as const;
/** The role of one key. */
export type Role = (typeof ROLES)[number];
