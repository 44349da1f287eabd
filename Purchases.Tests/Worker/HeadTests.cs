using System.Net;

namespace Purchases.Tests.Worker;

/// <summary>HEAD through the worker process. The host forwards it because the triggers' methods include it.</summary>
[Collection(SharedWorker.Name)]
public sealed class HeadTests(SharedWorker shared)
{
    [Theory]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/openapi.json", HttpStatusCode.OK)]
    [InlineData("/purchases", HttpStatusCode.BadRequest)]
    public async Task HEAD_has_the_status_of_GET_and_no_body(string path, HttpStatusCode status)
    {
        using var get = await shared.Worker.Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await shared.Worker.Client.SendAsync(request);

        Assert.Equal((status, status), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
