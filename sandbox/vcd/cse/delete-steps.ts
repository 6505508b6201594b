import { succeed } from "../tasks";
import { entityOf, meetFault, type Next, pause, type StepContext, say, vappOf } from "./call-vcd";
import { awaitTask, requestRuleDeletion, wordsOf } from "./expose";
import { removeVapp } from "./machines";

function deleteVapp(context: StepContext): Next {
  const { operation } = context;
  say(context, `Deleting cluster '${operation.clusterName}'`);
  meetFault(context, "delete-vapp", "Internal Server Error");
  const vapp = vappOf(context);
  if (vapp) {
    removeVapp(context, vapp);
    operation.data.vappId = vapp.id;
  }
  return { step: operation.data.wasExposed ? "delete-rule" : "delete-end", afterMs: pause(context) };
}

function deleteRule(context: StepContext): Next {
  const { operation, sandbox } = context;
  try {
    if (requestRuleDeletion(context) === "waiting") {
      return { step: "delete-rule-wait", afterMs: pause(context, sandbox.settings.cseTaskPollMs) };
    }
  } catch {
    operation.data.dnatDeletionFailed = true;
  }
  return { step: "delete-end", afterMs: pause(context) };
}

function deleteRuleWait(context: StepContext): Next {
  try {
    if (awaitTask(context) === "running") {
      return { step: "delete-rule-wait", afterMs: pause(context, context.sandbox.settings.cseTaskPollMs) };
    }
  } catch {
    // Swallowed in CSE's NAT helper.
  }
  return { step: "delete-end", afterMs: 0 };
}

function deleteEnd(context: StepContext): Next {
  const { operation, sandbox, task, now } = context;
  const { clusterName, data } = operation;
  sandbox.store.entities.delete(operation.entityId);
  const message = `Deleted cluster '${clusterName}'${data.dnatDeletionFailed ? " with failed dnat rule deletion" : ""}`;
  say(context, message);
  succeed(task, now, data.spec.version === "1.0.0" ? null : message);
  return null;
}

export const deleteSteps = {
  "delete-vapp": deleteVapp,
  "delete-rule": deleteRule,
  "delete-rule-wait": deleteRuleWait,
  "delete-end": deleteEnd,
};

/** Force-delete goes on whatever fails, and says so in its messages. */
function forceVapp(context: StepContext): Next {
  const { operation } = context;
  say(context, `Deleting vApp '${operation.clusterName}'`);
  try {
    meetFault(context, "delete-vapp", "Internal Server Error");
    const vapp = vappOf(context);
    if (vapp) removeVapp(context, vapp);
  } catch (error) {
    say(context, `vApp delete status:${wordsOf(error)}`);
  }
  return { step: "force-rule", afterMs: pause(context) };
}

function forceRule(context: StepContext): Next {
  const { clusterName } = context.operation;
  say(context, `Deleting dnat rule of '${clusterName}'`);
  try {
    requestRuleDeletion(context);
  } catch (error) {
    say(context, `Delete dnat rule of of cluster '${clusterName}' status:${wordsOf(error)}`);
  }
  return { step: "force-end", afterMs: pause(context) };
}

function forceEnd(context: StepContext): Next {
  const { operation, sandbox, task, now } = context;
  if (entityOf(context)) sandbox.store.entities.delete(operation.entityId);
  const message = `Completed force deletion of '${operation.clusterName}'`;
  say(context, message);
  succeed(task, now, message);
  return null;
}

export const forceSteps = { "force-vapp": forceVapp, "force-rule": forceRule, "force-end": forceEnd };
