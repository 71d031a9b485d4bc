/** What someone may do beside playing. A role allows nothing that another one allows; a person may have several. */
export const ROLES = ["designer", "operator", "exporter"] as const;
export type Role = (typeof ROLES)[number];
