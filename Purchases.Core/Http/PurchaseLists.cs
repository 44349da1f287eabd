using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>
/// Users' purchases as answers. Memory stays bounded however long the lists are and however slowly clients read them: a list is written
/// while it is read, and only so many purchases are in memory at once (<see cref="Limits.ListedPurchasesMax"/>).
/// </summary>
public sealed class PurchaseLists(IPurchaseStore store) : IBoughtItems
{
    private const int FlushBytes = 16 * 1024;

    private int _held;

    /// <summary>A user's list or page, 503 when it can't be read now. It is cut off when it can't be completed.</summary>
    public IResult List(ListQuery query) => new Answer(this, query);

    private async Task WriteAsync(ListQuery query, HttpContext context)
    {
        var held = Math.Max(query.Limit ?? 0, Limits.ListPortion);
        if (Interlocked.Add(ref _held, held) > Limits.ListedPurchasesMax)
        {
            Interlocked.Add(ref _held, -held);
            await Problem.Unavailable("Too many lists are being read. Try again in a moment.").ExecuteAsync(context);
            return;
        }

        try
        {
            if (query.Limit is { } limit)
                await WritePageAsync(query, limit, context);
            else
                await WriteWholeAsync(query, context);
        }
        finally
        {
            Interlocked.Add(ref _held, -held);
        }
    }

    private async Task WritePageAsync(ListQuery query, int limit, HttpContext context)
    {
        // One more than the page tells whether there is a next one.
        var aborted = context.RequestAborted;
        var page = await store.ListAsync(query.UserId, query.After, limit + 1, aborted).ToListAsync(aborted);
        var next = page.Count > limit ? PageCursor.After(page[limit - 1]) : null;
        if (next is not null) context.Response.Headers.Link = ListQuery.LinkToNext(context.Request, $"{query with { After = next }}");
        await WriteAsync(query, context, page.Take(limit).ToAsyncEnumerable(), next);
    }

    private async Task WriteWholeAsync(ListQuery query, HttpContext context)
    {
        // The answer to HEAD needs to know no more than whether the store can be read.
        int? limit = HttpMethods.IsHead(context.Request.Method) ? 1 : null;
        var aborted = context.RequestAborted;
        var purchases = store.ListAsync(query.UserId, query.After, limit, aborted).GetAsyncEnumerator(aborted);
        await using var closing = purchases.ConfigureAwait(false);

        // The first read comes before the status, which can't be changed once it is sent.
        var any = await purchases.MoveNextAsync();
        await WriteAsync(query, context, FromCurrentAsync(purchases, any), null);
    }

    private static async Task WriteAsync(
        ListQuery query, HttpContext context, IAsyncEnumerable<PurchaseCreated> purchases, PageCursor? next)
    {
        context.Response.ContentType = MediaTypes.Json;

        // HEAD: the headers that a GET would have are known now, and no body follows.
        if (HttpMethods.IsHead(context.Request.Method)) return;

        try
        {
            await WriteJsonAsync(query, context, purchases, next);
        }
        catch (Exception e)
        {
            // A list cut short must not look whole: without its last chunk the client's HTTP library reports the break.
            context.Abort();
            if (e is not UnavailableException) throw;
        }
    }

    private static async Task WriteJsonAsync(
        ListQuery query, HttpContext context, IAsyncEnumerable<PurchaseCreated> purchases, PageCursor? next)
    {
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

    // No public properties: a host may serialise every result once more, and would read the list twice.
    private sealed class Answer(PurchaseLists lists, ListQuery query) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => lists.WriteAsync(query, httpContext);
    }
}
