using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>
/// A user's purchases as an answer, written while they are read, so that memory stays flat however long the list is.
/// It shows no public properties: a host may serialise every result once more, and would read the list twice.
/// </summary>
public sealed class PurchaseList(IPurchaseStore store, ListQuery query) : IResult
{
    private const int FlushBytes = 16 * 1024;

    public Task ExecuteAsync(HttpContext httpContext) =>
        query.Limit is { } limit ? WritePageAsync(httpContext, limit) : WriteWholeAsync(httpContext);

    private async Task WritePageAsync(HttpContext context, int limit)
    {
        // One more than the page tells whether there is a next one.
        var aborted = context.RequestAborted;
        var read = await Outcome.OrUnavailableAsync<List<PurchaseCreated>>(async () =>
            await store.ListAsync(query.UserId, query.After, limit + 1, aborted).ToListAsync(aborted));
        if (!read.Succeeded)
        {
            await read.Problem.ExecuteAsync(context);
            return;
        }

        var page = read.Value;
        var next = page.Count > limit ? PageCursor.After(page[limit - 1]) : null;

        if (next is not null) context.Response.Headers.Link = ListQuery.LinkToNext(context.Request, $"{query with { After = next }}");
        await WriteAsync(context, page.Take(limit).ToAsyncEnumerable(), next);
    }

    private async Task WriteWholeAsync(HttpContext context)
    {
        var purchases = store.ListAsync(query.UserId, query.After, null, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        await using var closing = purchases.ConfigureAwait(false);

        // The first read decides between 200 and 503: once the status is on its way it can't be taken back.
        var any = await Outcome.OrUnavailableAsync<bool>(async () => await purchases.MoveNextAsync());
        if (!any.Succeeded)
        {
            await any.Problem.ExecuteAsync(context);
            return;
        }

        try
        {
            await WriteAsync(context, FromCurrentAsync(purchases, any.Value), null);
        }
        catch (UnavailableException)
        {
            // A list cut short must not look whole: without its last chunk the client's HTTP library reports the break.
            context.Abort();
        }
    }

    private async Task WriteAsync(HttpContext context, IAsyncEnumerable<PurchaseCreated> purchases, PageCursor? next)
    {
        context.Response.ContentType = MediaTypes.Json;

        // HEAD: the headers that a GET would have are known now, and no body follows.
        if (HttpMethods.IsHead(context.Request.Method)) return;

        var body = context.Response.BodyWriter;
        await using var json =
            new Utf8JsonWriter(body, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("userId"u8, query.UserId);
        json.WriteStartArray("purchases"u8);

        var flushed = 0L;
        await foreach (var purchase in purchases)
        {
            PurchaseJson.Write(json, purchase);
            if (json.BytesCommitted + json.BytesPending - flushed < FlushBytes || await FlushAsync()) continue;

            context.Abort();
            return;
        }

        json.WriteEndArray();
        json.WriteString("next"u8, next?.ToString());
        json.WriteEndObject();
        await FlushAsync();

        // False when the client has gone. RequestAborted says so too, but only once a thread is free to run it.
        async ValueTask<bool> FlushAsync()
        {
            json.Flush();
            flushed = json.BytesCommitted;

            // Waits while the client is slow.
            return !(await body.FlushAsync(context.RequestAborted)).IsCompleted;
        }
    }

    private static async IAsyncEnumerable<PurchaseCreated> FromCurrentAsync(IAsyncEnumerator<PurchaseCreated> purchases, bool any)
    {
        for (; any; any = await purchases.MoveNextAsync()) yield return purchases.Current;
    }
}
