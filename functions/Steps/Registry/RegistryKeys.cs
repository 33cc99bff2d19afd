namespace ServerlessIot.Steps.Registry;

/// <summary>Where the documents of the container <c>registry</c> are. All of a tenant's partitions begin with its name and a slash, as queries by tenant demand.</summary>
public static class RegistryKeys
{
    /// <summary>Id of a registration, in the partition tenant/device.</summary>
    public const string Registration = "registration";

    /// <summary>Id of a group, in a partition of its own.</summary>
    public const string Group = "group";

    /// <summary>Partition of a group.</summary>
    public static string PartitionOf(string tenant, string group) => $"{Of(tenant)}/{group}";

    /// <summary>What the partitions of a tenant's groups begin with, up to a slash. No registered device's name holds one, so none has such a partition.</summary>
    public static string Of(string tenant) => $"{tenant}//groups";
}
