import time, resource, statistics
import pytest
from sansfaute.documents.tests.factories import *
from sansfaute.documents.tests import samples
from sansfaute.documents import actions, queries
from sansfaute.delivery import actions as dl
from sansfaute.journal.actions import inline_steps
@pytest.mark.django_db(transaction=True)
def test_bench(settings, tmp_path):
    settings.FILE_STORE=tmp_path/'f'; settings.MAIL_FOLDER=tmp_path/'m'; settings.EMAIL_BACKEND='sansfaute.delivery.adapters.mail_folder.EmailBackend'
    of=seller(); inv=issued(of, 400, document=samples.invoice(lines=tuple(samples.line(i) for i in range(1,11))))
    ids=[i.id for i in inv]
    with inline_steps():
        t=time.perf_counter(); c=time.process_time(); actions.render_documents(seller_id=of.id, invoice_ids=ids, at=NOW, only_cii=True); print('\ncii', 400/(time.perf_counter()-t), '/s cpu', (time.process_time()-c)/400*1000)
        t=time.perf_counter(); c=time.process_time();  actions.render_documents(seller_id=of.id, invoice_ids=ids, at=NOW); print('facturx', 400/(time.perf_counter()-t), '/s cpu ms', (time.process_time()-c)/400*1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024,'MB')
        t=time.perf_counter(); c=time.process_time();  dl.send_invoices(seller_id=of.id, invoice_ids=ids, at=NOW); print('send', 400/(time.perf_counter()-t), '/s cpu ms', (time.process_time()-c)/400*1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024,'MB')
        t=time.perf_counter(); assert list(queries.verify_archive())==[]; print('verify', 800/(time.perf_counter()-t), 'files/s', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024,'MB')
