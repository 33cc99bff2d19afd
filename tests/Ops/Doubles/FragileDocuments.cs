using System.Reflection;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A document store in front of another one, where a test decides what happens before each write.</summary>
public class FragileDocuments : DispatchProxy
{
    private IDocumentStore store = null!;
    private Action<int> beforeWrite = null!;
    private int writes;

    /// <summary>Makes one.</summary>
    /// <param name="store">The other one.</param>
    /// <param name="beforeWrite">Is told which write it is, from 1; what it throws is thrown.</param>
    public static IDocumentStore Over(IDocumentStore store, Action<int> beforeWrite)
    {
        var proxy = Create<IDocumentStore, FragileDocuments>();
        ((FragileDocuments)(object)proxy).store = store;
        ((FragileDocuments)(object)proxy).beforeWrite = beforeWrite;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDocumentStore.TryWriteAsync)) beforeWrite(Interlocked.Increment(ref writes));
        return targetMethod.Invoke(store, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
