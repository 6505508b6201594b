"use client";
import dynamic from "next/dynamic";

/** In a file of scripts of its own: the same page also holds the form of a connection, which is long. */
export const EditExposureApart = dynamic(() =>
  import("./edit-exposure-form").then(({ EditExposureForm }) => EditExposureForm),
);
