"use client";
import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "./button";

/** Submits the form around it and shows by itself that the action is under way. */
export function SubmitButton({
  variant = "primary",
  pendingLabel,
  ...rest
}: Omit<ButtonProps, "type" | "pending">) {
  const { pending } = useFormStatus();
  return <Button {...rest} type="submit" variant={variant} pending={pending} pendingLabel={pendingLabel} />;
}
