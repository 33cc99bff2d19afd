using ServerlessIot.Broker.Producers;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Gives an idempotent producer its id. Transactions are not offered.</summary>
internal sealed class InitProducerIdHandler(ProducerIds ids) : RequestHandler(ApiKey.InitProducerId, 0, 4, 2)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
        var transactional = body.NullableString() is not null;
        response.Int32(0);
        response.Error(transactional ? ErrorCode.InvalidRequest : ErrorCode.None);
        response.Int64(transactional ? -1 : ids.Next());
        response.Int16(transactional ? (short)-1 : (short)0);
        response.Tags();
        return ValueTask.CompletedTask;
    }
}
