using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>Where /getAllBoughtItems reads its list: from the api server when there is one, otherwise from the store.</summary>
public interface IBoughtItems
{
    /// <summary>The list as an answer; if it can't be read, a problem with the reason.</summary>
    IResult List(ListQuery query);
}

/// <summary>
/// Users' purchases as answers. Memory is bounded, however long the lists are and however slowly clients read them: a list is written while
/// it is read, and the number of purchases in memory is limited (<see cref="Limits.ListedPurchasesMax"/>).
/// </summary>
public sealed class PurchaseLists(IPurchaseStore store) : IBoughtItems
{
    private const int FlushBytes = 16 * 1024;

    private int _held;

    /// <summary>A user's list or page. The connection is cut if it can't be completed.</summary>
    public IResult List(ListQuery query) => new WrittenResult(context => WriteAsync(query, context));

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
        // One more than the page shows whether there is a next page.
        var aborted = context.RequestAborted;
        var page = await store.ListAsync(query.UserId, query.After, limit + 1, aborted).ToListAsync(aborted);
        var next = page.Count > limit ? PageCursor.After(page[limit - 1]) : null;
        if (next is not null) context.Response.Headers.Link = ListQuery.LinkToNext(context.Request, $"{query with { After = next }}");
        await WriteAsync(query, context, page.Take(limit).ToAsyncEnumerable(), next);
    }

    private async Task WriteWholeAsync(ListQuery query, HttpContext context)
    {
        // For HEAD it is enough to know whether the store can be read.
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

        // HEAD gets the headers of a GET, and no body.
        if (HttpMethods.IsHead(context.Request.Method)) return;

        try
        {
            await WriteJsonAsync(query, context, purchases, next);
        }
        catch (Exception e)
        {
            // An incomplete list must not look complete: without the last chunk, the client's HTTP library reports an error.
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

        // False if the client has disconnected. RequestAborted shows that too, but only once a thread is free to run its callback.
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
