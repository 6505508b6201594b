/** Both halves of a sealing key of the tests, base64; each process is given the one that it would have. */
export const sealingKeys = {
  publicKey: "B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw=",
  privateKey: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
};
