// Real processes and simulations would take each other's time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
