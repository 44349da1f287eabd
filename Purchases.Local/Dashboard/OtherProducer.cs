using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Dashboard;

/// <summary>
/// Plays another producer for the page's traffic: one that writes <c>qty</c> for <c>quantity</c>. POST /buy refuses whatever is wrong, so
/// that no call to it can put a bad event on the topic. What this puts there is always the same, and only a page on this machine can ask
/// for it.
/// </summary>
internal sealed class OtherProducer(Topics topics, SettingExpressions settings, TimeProvider time)
{
    public async Task PublishBadEventAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
        {
            await Problem.Forbidden("Only a page on the machine itself may ask for a bad event.").ExecuteAsync(context);
            return;
        }

        var (id, now) = (Guid.CreateVersion7(), time.GetUtcNow());
        var json = $$"""{"eventId":"{{id}}","timestamp":"{{now:O}}","userId":"grace","itemId":"headphones","qty":2}""";
        try
        {
            var topic = topics.Open(settings.Resolve("%KAFKA_TOPIC%"));
            var offset = await topic.AppendAsync(new("grace"u8.ToArray(), Encoding.UTF8.GetBytes(json), []));
            await TypedResults.Json(new { offset }, statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
        }
        catch (UnavailableException e)
        {
            await Problem.Unavailable(e.Message).ExecuteAsync(context);
        }
    }
}
