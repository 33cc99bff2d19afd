// Every test here starts seven processes: side by side they would only take each other's processor.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
