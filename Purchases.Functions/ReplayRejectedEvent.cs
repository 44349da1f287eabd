using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>
/// POST /rejected/{topic}/{partition}/{offset}/replay: puts one rejected event on the topic again, as it was, or as the body has it
/// corrected.
/// The rejected copy waits on until the recorder has dealt with the successor.
/// </summary>
public sealed class ReplayRejectedEvent(Replays replays, PurchaseTelemetry telemetry, IEventPublisher publisher)
{
    [Function(nameof(ReplayRejectedEvent))]
    public async Task<PublishOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/{topic}/{partition}/{offset}/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var replay = await replays.ReadOneAsync(request, cancellationToken);
        if (!replay.Succeeded) return new() { Response = replay.Problem };

        var eventId = replay.Value.Purchase.EventId;
        using var create = telemetry.StartCreate(request, eventId);
        return await publisher.PublishAsync(
            [TopicMessage.OfReplay(replay.Value, create.TraceParent)],
            telemetry.Sent(new AcceptedPurchase(eventId), events: 1));
    }
}
