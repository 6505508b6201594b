import { describe, expect, it } from "vitest";
import { judgeRegistered, refuseEksName } from "./register-kubeconfig";

const file = (user: string, server = "https://orders.example.com", more = "") => `apiVersion: v1
kind: Config
clusters:
- name: orders
  cluster: { server: "${server}", certificate-authority-data: AAAA }
${more}users:
- name: reader
  user: ${user}
`;

describe("a kubeconfig to be registered", () => {
  it.each([
    ["not: a kubeconfig", /This is no kubeconfig/],
    ["", /This is no kubeconfig/],
    [file("{ client-key: /home/ana/key.pem }"), /one machine only: \/home\/ana\/key\.pem/],
    [file("{ tokenFile: /var/run/token }"), /\/var\/run\/token/],
    [file("{ token: x }", "http://orders.example.com"), /not reached over HTTPS/],
    [
      file("{ token: x }", "https://a.example", "- name: b\n  cluster: { server: https://b.example }\n"),
      /leads to 2 servers/,
    ],
  ])("%j is refused", (text, reason) => {
    expect(judgeRegistered(text)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it("comes with remarks on what it needs and what it gives away", () => {
    expect(judgeRegistered(file("{ client-certificate-data: AAAA }"))).toMatchObject({
      ok: true,
      remarks: [],
    });
    const exec =
      "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token] } }";
    expect(judgeRegistered(file(exec))).toMatchObject({
      ok: true,
      remarks: [expect.stringContaining("It runs aws")],
    });
    const secret = "nobody-may-read-this";
    const judged = judgeRegistered(file(`{ token: ${secret} }`));
    expect(judged).toMatchObject({ ok: true, remarks: [expect.stringContaining("It holds a token")] });
    expect(JSON.stringify(judged)).not.toContain(secret);
  });

  it("takes names that Amazon EKS takes", () => {
    expect(refuseEksName("orders-1", "eu-central-1")).toBeNull();
    expect(refuseEksName("orders; true", "eu-central-1")).toContain("no name that Amazon EKS takes");
    expect(refuseEksName("orders", "here")).toContain("no code of an AWS Region");
  });
});
