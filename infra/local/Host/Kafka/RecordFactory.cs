using System.Linq.Expressions;
using System.Reflection;
using Confluent.Kafka;
using ServerlessIot.Host.Apps;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Host.Kafka;

/// <summary>
/// Makes the app's own KafkaRecord, whose type the host knows only at run time, with code compiled once a function. Bytes are handed
/// over as they came, not copied.
/// </summary>
internal sealed class RecordFactory
{
    private readonly Func<Result, object> _one;
    private readonly Func<Result[], object> _many;

    /// <summary>For the trigger's parameter: KafkaRecord, or KafkaRecord[].</summary>
    /// <param name="function">The function.</param>
    /// <param name="topic">The topic that its records come from.</param>
    /// <exception cref="HostStartException">The parameter is of another type.</exception>
    public RecordFactory(FunctionDefinition function, string topic)
    {
        Type type = function.Parameter.ParameterType;
        Type record = type.IsArray ? type.GetElementType()! : type;
        if (record.FullName != "Microsoft.Azure.Functions.Worker.KafkaRecord")
            throw new HostStartException($"Function {function.Name}: the trigger's parameter must be KafkaRecord or KafkaRecord[], not {type.Name}.");
        IsArray = type.IsArray;

        ParameterExpression result = Expression.Parameter(typeof(Result), "result");
        LambdaExpression create = Expression.Lambda(NewRecord(record, topic, result), result);
        Delegate compiled = create.Compile();
        _one = Expression.Lambda<Func<Result, object>>(Expression.Convert(create.Body, typeof(object)), result).Compile();
        _many = typeof(RecordFactory).GetMethod(nameof(Many), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(record).CreateDelegate<Func<Delegate, Func<Result[], object>>>()(compiled);
    }

    /// <summary>Whether the parameter takes many records.</summary>
    public bool IsArray { get; }

    /// <summary>A KafkaRecord.</summary>
    public object One(Result result) => _one(result);

    /// <summary>A KafkaRecord[].</summary>
    public object Many(Result[] results) => _many(results);

    private static Func<Result[], object> Many<T>(Delegate create)
    {
        var typed = (Func<Result, T>)create;
        return results =>
        {
            T[] records = new T[results.Length];
            for (int i = 0; i < records.Length; i++) records[i] = typed(results[i]);
            return records;
        };
    }

    private static MemberInitExpression NewRecord(Type record, string topic, ParameterExpression result)
    {
        MemberExpression message = Expression.Property(result, nameof(Result.Message));
        PropertyInfo headers = Property(record, "Headers");
        return Expression.MemberInit(
            Expression.New(record),
            Expression.Bind(Property(record, "Topic"), Expression.Constant(topic)),
            Expression.Bind(Property(record, "Partition"), Expression.Property(Expression.Property(result, nameof(Result.Partition)), "Value")),
            Expression.Bind(Property(record, "Offset"), Expression.Property(Expression.Property(result, nameof(Result.Offset)), "Value")),
            Expression.Bind(Property(record, "Key"), Expression.Property(message, "Key")),
            Expression.Bind(Property(record, "Value"), Expression.Property(message, "Value")),
            Expression.Bind(Property(record, "Timestamp"), NewTimestamp(Property(record, "Timestamp").PropertyType, message)),
            Expression.Bind(headers, NewHeaders(headers.PropertyType, message)));
    }

    private static MemberInitExpression NewTimestamp(Type type, MemberExpression message)
    {
        MemberExpression timestamp = Expression.Property(message, "Timestamp");
        PropertyInfo kind = Property(type, "Type");
        return Expression.MemberInit(
            Expression.New(type),
            Expression.Bind(Property(type, "UnixTimestampMs"), Expression.Property(timestamp, nameof(Timestamp.UnixTimestampMs))),
            // The members have the same numbers on both sides.
            Expression.Bind(kind, Expression.Convert(Expression.Property(timestamp, nameof(Timestamp.Type)), kind.PropertyType)));
    }

    private static MethodCallExpression NewHeaders(Type array, MemberExpression message)
    {
        Type type = array.GetElementType()!;
        ParameterExpression header = Expression.Parameter(typeof(IHeader), "header");
        LambdaExpression create = Expression.Lambda(
            Expression.MemberInit(
                Expression.New(type),
                Expression.Bind(Property(type, "Key"), Expression.Property(header, nameof(IHeader.Key))),
                Expression.Bind(Property(type, "Value"), Expression.Call(header, nameof(IHeader.GetValueBytes), null))),
            header);
        MethodInfo convert = typeof(RecordFactory).GetMethod(nameof(Headers), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
        return Expression.Call(convert, Expression.Property(message, "Headers"), Expression.Constant(create.Compile()));
    }

    private static T[] Headers<T>(Headers? headers, Func<IHeader, T> create)
    {
        if (headers is null || headers.Count == 0) return [];
        T[] converted = new T[headers.Count];
        for (int i = 0; i < converted.Length; i++) converted[i] = create(headers[i]);
        return converted;
    }

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name) ?? throw new HostStartException($"{type.FullName} of {type.Assembly.GetName().Name} has no {name}.");
}
