/** Why a running program cannot take over a build, in words for a person: what, where. Nothing was changed. */
export class Refusal extends Error {}
