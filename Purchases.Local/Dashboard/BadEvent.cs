using System.Text;
using Microsoft.AspNetCore.Http;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Dashboard;

/// <summary>
/// The bad event in the dashboard's traffic, from another producer that writes <c>qty</c> for <c>quantity</c>. POST /buy rejects such a
/// body, so it can't put one on the topic.
/// </summary>
internal sealed class BadEvent(Topics topics, SettingExpressions settings, TimeProvider time)
{
    public async Task PublishAsync(HttpContext context)
    {
        var json = $$"""
            {"eventId":"{{Guid.CreateVersion7()}}","timestamp":"{{time.GetUtcNow():O}}","userId":"grace","itemId":"headphones","qty":2}
            """;
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
