-- A change of the sealing keys: the worker seals anew what an admin registered, and changes nothing else of a cluster.
grant update (kubeconfig_sealed) on clusters to drawbridge_worker;
