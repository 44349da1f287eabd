using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>
/// POST /rejected/{topic}/{partition}/{offset}/replay: puts one rejected event on the topic again, as it was, or as the body has it corrected.
/// The rejected copy waits on until the recorder has dealt with the successor.
/// </summary>
public sealed class ReplayRejectedEvent(RejectedEvents rejected, PurchaseTelemetry telemetry)
{
    [Function(nameof(ReplayRejectedEvent))]
    public async Task<PublishOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/{topic}/{partition}/{offset}/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var replay = await rejected.ReadReplayAsync(request, cancellationToken);
        if (!replay.Succeeded) return new() { Response = replay.Problem };

        var (original, json, purchase) = replay.Value;
        return new()
        {
            Response = telemetry.Sent(new AcceptedPurchase(purchase.EventId), events: 1),
            Events = [MessageEnvelope.OfReplay(json, purchase, original)],
        };
    }
}
