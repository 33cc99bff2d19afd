namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function for HTTP requests.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : Attribute
{
    /// <summary>All methods, with a function key.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>These methods, for anyone.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>All methods, with the given key.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>These methods, with the given key.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>Route template below the prefix (<c>api</c>); the function's name when null.</summary>
    public string? Route { get; set; }

    /// <summary>Methods answered; all when null.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>The key required.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}
