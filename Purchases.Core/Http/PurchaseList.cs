using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>
/// A user's purchases as an answer, written while they are read, so that memory stays flat however long the list is.
/// It shows no public properties: the Functions worker serialises every result once more, and would read the list twice.
/// </summary>
public sealed class PurchaseList(IPurchaseStore store, ListQuery query) : IResult
{
    private const int FlushBytes = 16 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellationToken = httpContext.RequestAborted;

        // One more than the page tells whether there is a next one.
        var purchases = store.ListAsync(query.UserId, query.After, query.Limit + 1, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var closing = purchases.ConfigureAwait(false);

        bool any;
        try
        {
            // The first read decides between 200 and 503: once the status is on its way it can't be taken back.
            any = await purchases.MoveNextAsync();
        }
        catch (StoreUnavailableException e)
        {
            await Problem.Unavailable(e.Message).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = "application/json; charset=utf-8";
        try
        {
            await WriteAsync(httpContext.Response, any ? purchases : null, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // A list cut short must not look whole: without its last chunk the client's HTTP library reports the break.
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpResponse response, IAsyncEnumerator<PurchaseCreated>? purchases, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("userId"u8, query.UserId);
        json.WriteStartArray("purchases"u8);

        var flushed = 0L;
        PageCursor? next = null;
        if (purchases is not null)
        {
            var count = 0;
            do
            {
                PurchaseJson.Write(json, purchases.Current);
                if (++count == query.Limit)
                {
                    var last = purchases.Current;
                    if (await purchases.MoveNextAsync()) next = PageCursor.After(last);
                    break;
                }

                if (json.BytesCommitted + json.BytesPending - flushed >= FlushBytes) await FlushAsync();
            }
            while (await purchases.MoveNextAsync());
        }

        json.WriteEndArray();
        json.WriteString("next"u8, next?.ToString());
        json.WriteEndObject();
        await FlushAsync();

        async ValueTask FlushAsync()
        {
            json.Flush();
            flushed = json.BytesCommitted;

            // Waits while the client is slow.
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
    }
}
